import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { summaryOf } from '../../../testing/memory/memory-project';
import { shadowStopped } from '../../../testing/processes/shadow-stopped';
import { messageOf } from '../../../testing/projects/findings';
import { createTestProject, type TestProject } from '../../../testing/projects/test-project';
import { readSnapshot } from '../../../testing/schemas/read-snapshot';
import { useDatabase, useServer } from '../../../testing/servers/use-database';
import type { Shadow } from '../../checks/shadow/shadow';
import type { ValidateResult } from '../../checks/validate-result';
import { knownServersName, readKnownServers } from '../../config/database/known-servers';
import { openPorts } from '../../open/open-ports';
import { validateSchema } from '../../open/validate-schema';
import { describeValidation } from '../../reporters/validation-text';
import type { CommandPorts } from '../../run/command';
import { fingerprintSchema } from '../../schema';
import { migrate } from '../migrate/migrate';
import type { MigrateOptions } from '../migrate/migrate.options';
import { validate } from './validate';

const server = useServer();
const database = useDatabase(server);
let workspacePath: string;
let project: TestProject;
beforeAll(() => {
  ({ workspacePath } = createTestProject({ ...server, database: 'postgres' }).settings);
});
beforeEach(() => {
  project = createTestProject(database, { workspacePath });
  project.clear();
});
afterAll(async () => {
  await shadowStopped(workspacePath);
  project.dispose();
});

async function withClient<T>(body: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(database);
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end();
  }
}

const sql = (text: string) => withClient((client) => client.query(text));
const catalog = () => withClient(async (client) => fingerprintSchema(await readSnapshot(client, 'included')));

/** What was found, as `severity CODE`. */
function found({ findings }: ValidateResult): readonly string[] {
  return findings.map(({ severity, code }) => `${severity} ${code}`);
}

function writeUsers(): void {
  project.write('schemas/01_app.sql', 'CREATE SCHEMA IF NOT EXISTS app');
  project.migration('001_users', 'CREATE TABLE app.users (id int PRIMARY KEY, email text)', 'DROP TABLE app.users');
  project.write('repeatable/emails.sql', 'CREATE OR REPLACE VIEW app.emails AS SELECT email FROM app.users');
}

/** Does something with ports of a server whose major no shadow can have. */
async function withoutShadow<T>(body: (ports: CommandPorts) => Promise<T>): Promise<T> {
  const ports = openPorts(project.settings, { reporter: { report: () => {} }, signal: new AbortController().signal });
  const { openShadow, shadowServers } = ports;
  if (!openShadow || !shadowServers) throw new Error('no shadow');
  try {
    return await body({
      ...ports,
      openShadow: (request) => openShadow({ ...request, major: 19 }),
      shadowServers: { ...shadowServers, find: () => shadowServers.find({ major: 19 }) },
    });
  } finally {
    await ports.close();
  }
}

const drift = () => project.validate({ afterMigration: true });

describe('drift', () => {
  it('refuses a shadow that is the live database, under whatever name, and runs nothing there', async () => {
    writeUsers();
    await project.migrate();
    const before = await catalog();
    const ports = openPorts(project.settings, { reporter: { report: () => {} }, signal: new AbortController().signal });
    const live = createTestProject({ ...database, host: 'localhost' }, { workspacePath });
    const other = openPorts(live.settings, { reporter: ports.reporter, signal: ports.signal });
    const shadow: Shadow = {
      begunWith: undefined,
      store: () => other.store,
      snapshot: async () => [],
      ask: async () => [],
      withSession: () => Promise.reject(new Error('nothing is tried')),
      letGo: async () => {},
      createRole: async () => true,
      keep: async () => false,
      checkpoint: async () => false,
      reset: async () => {},
      close: () => other.close(),
    };
    const result = await validate(
      project.settings,
      { afterMigration: true },
      { ...ports, openShadow: async () => shadow },
    );
    await ports.close();
    expect(found(result)).toEqual(['error SHADOW_IS_LIVE']);
    expect(await catalog()).toBe(before);
  });

  it('says that the schema was not compared where there is no shadow of the major', async () => {
    writeUsers();
    await project.migrate();
    const result = await withoutShadow((ports) => validate(project.settings, { afterMigration: true }, ports));
    expect(found(result)).toEqual(['error EMBEDDED_BINARIES_MISSING']);
    expect(messageOf(result)).toMatch(
      /^The schema was not compared, which needs a shadow of the server's major\. There is no embedded server of PostgreSQL 19/,
    );
    expect(result.tables.map(({ name }) => name)).toEqual(['app.users']);
    expect(describeValidation(result)).toContain('1 table in the database; the schema was not compared');
  });

  it('finds nothing after a run, lists the tables, and writes nothing', async () => {
    writeUsers();
    await project.migrate();
    const before = await catalog();
    const result = await drift();
    expect(result).toMatchObject({ command: 'drift', outcome: 'succeeded', findings: [], differences: [] });
    expect(result.tables).toEqual([
      { name: 'app.users', columns: ['id', 'email'], indexes: 1, constraints: 2, policies: 0, rowSecurity: false },
    ]);
    expect(await catalog()).toBe(before);
    expect(project.events[0]).toMatchObject({ type: 'run-started', command: 'drift', environment: 'staging' });
  });

  it('finds nothing in a database that nobody migrated, and leaves it without a history', async () => {
    writeUsers();
    const before = await catalog();
    expect(found(await drift())).toEqual(['notice STATE_PENDING']);
    expect(await catalog()).toBe(before);
  });

  it('describes what was changed by hand', async () => {
    writeUsers();
    await project.migrate();
    await sql('ALTER TABLE app.users ADD COLUMN phone text, ALTER email SET DEFAULT 1; CREATE TABLE extra ()');
    const before = await catalog();
    const result = await drift();
    expect(result.outcome).toBe('failed');
    expect(found(result)).toEqual(['error SCHEMA_DRIFT']);
    expect(messageOf(result)).toContain('+ column phone');
    expect(messageOf(result)).toContain('column email');
    expect(messageOf(result)).toContain('+ table public.extra');
    expect((await project.validateSchema()).map(({ change, id }) => `${change} ${id}`)).toEqual([
      'changed app.users',
      'added public.extra',
    ]);
    expect(await catalog()).toBe(before);
  });

  it('shows the SQL that mends it and what that loses, and finds nothing once it was run', async () => {
    writeUsers();
    await project.migrate();
    await sql('ALTER TABLE app.users ADD COLUMN phone text, ALTER email SET NOT NULL; CREATE TABLE extra ()');
    const result = await drift();
    const lines = messageOf(result)
      .split('\n')
      .map((line) => line.trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        'mend: ALTER TABLE app.users ALTER COLUMN email DROP NOT NULL;',
        'ALTER TABLE app.users DROP COLUMN phone; -- loses the values of column phone',
        'mend: DROP TABLE public.extra; -- loses the rows of public.extra',
      ]),
    );
    for (const { mend } of result.differences) for (const text of mend?.sql ?? []) await sql(text);
    expect(found(await drift())).toEqual([]);
  });

  it('leaves the schema out with historyOnly, also where it cannot be compared, and says so', async () => {
    writeUsers();
    await project.migrate();
    await sql('CREATE TABLE extra ()');
    const options = { afterMigration: true, historyOnly: true };
    const result = await withoutShadow((ports) => validate(project.settings, options, ports));
    expect(result.outcome).toBe('succeeded');
    expect(found(result)).toEqual(['notice NOT_COMPARED']);
    const compared = await withoutShadow((ports) => validate(project.settings, { afterMigration: true }, ports));
    expect(compared.findings[0]?.hint).toMatch(/Or leave the schema out with --history-only\.$/);
    project.migration('000_new', 'SELECT 1', 'SELECT 1');
    expect(found(await project.validate(options))).toContain('notice STATE_PENDING');
  });

  it('is one call in a program, which opens and closes what it needs', async () => {
    writeUsers();
    await project.migrate();
    await sql('CREATE TABLE extra ()');
    const { projectRootPath, environment, project: name } = project.settings;
    const { host, port, user, password } = database;
    const environments = {
      [environment]: { database: { host, port, username: user, password, database: database.database } },
    };
    writeFileSync(join(projectRootPath, 'pgrestify.config.json'), JSON.stringify({ environments }));
    const url = `postgresql://${user}:${password}@${host}:${port}/${database.database}`;
    for (const place of [{}, { url }]) {
      const differences = await validateSchema({
        projectRootPath,
        workspacePath,
        project: name,
        environment,
        ...place,
      });
      expect(differences).toMatchObject([
        { change: 'added', id: 'public.extra', mend: { sql: ['DROP TABLE public.extra'] } },
      ]);
    }
    const misspelt: object = { projectRootPath, enviroment: environment };
    await expect(validateSchema(misspelt as never)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: 'validateSchema: unknown key enviroment.',
    });
    rmSync(join(projectRootPath, 'pgrestify.config.json'));
  });

  it('takes over what an administrator set, in whose zone and style constants were read', async () => {
    await sql(`ALTER DATABASE ${database.database} SET TimeZone = 'Asia/Kathmandu'`);
    await sql(`ALTER DATABASE ${database.database} SET DateStyle = 'German, DMY'`);
    await sql(`ALTER DATABASE ${database.database} SET search_path = shop, public`);
    await sql(`ALTER DATABASE ${database.database} CONNECTION LIMIT 50`);
    project.migration(
      '001_days',
      `CREATE SCHEMA shop;
      CREATE TABLE days (at timestamptz DEFAULT '02.01.2024 00:00', day date DEFAULT '02.01.2024') PARTITION BY RANGE (at);
      CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('01.02.2024') TO ('01.03.2024');
      CREATE FOREIGN DATA WRAPPER w;
      DO $$ BEGIN EXECUTE format('CREATE SERVER self FOREIGN DATA WRAPPER w OPTIONS (host %L, port %L, dbname %L)',
        'localhost', current_setting('port'), current_database()); END $$`,
      'DROP SCHEMA shop CASCADE',
    );
    await project.migrate();
    expect(found(await drift())).toEqual([]);
    await sql(`ALTER DATABASE ${database.database} RESET TimeZone; ALTER SERVER self OPTIONS (SET port '1')`);
    expect(messageOf(await drift())).toContain('option port');
  });

  it('compares settings that scripts make', async () => {
    const set = (name: string) =>
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET ${name}', current_database()); END $$`;
    project.migration('001_zone', set("TimeZone = ''Asia/Kathmandu''"), set('TimeZone TO DEFAULT'));
    project.migration('002_t', "CREATE TABLE t (at timestamptz DEFAULT '2024-01-02 00:00')", 'DROP TABLE t');
    await project.migrate();
    expect(found(await drift())).toEqual([]);
    await sql(`ALTER DATABASE ${database.database} SET TimeZone = 'UTC'`);
    expect(messageOf(await drift())).toContain('~ setting TimeZone Asia/Kathmandu → UTC');
  });

  it('takes names of not-null constraints that the server chose for one and the same, as pg_dump of 17 leaves them', async () => {
    project.migration(
      '001_orders',
      'CREATE TABLE orders (id int PRIMARY KEY, customer text NOT NULL)',
      'DROP TABLE orders',
    );
    project.migration(
      '002_names',
      'ALTER TABLE orders RENAME customer TO client; ALTER TABLE orders RENAME TO purchases',
      'ALTER TABLE purchases RENAME TO orders; ALTER TABLE orders RENAME client TO customer',
    );
    await project.migrate();
    await sql('ALTER TABLE purchases RENAME CONSTRAINT orders_customer_not_null TO purchases_client_not_null');
    expect(found(await drift())).toEqual([]);
    await sql('ALTER TABLE purchases RENAME CONSTRAINT purchases_client_not_null TO client_is_known');
    expect(messageOf(await drift())).toContain('+ name client_is_known');
  });

  it('fails on edited and deleted files, and takes what was applied for the schema', async () => {
    writeUsers();
    project.migration('002_posts', 'CREATE TABLE posts ()', 'DROP TABLE posts');
    project.migration('003_tags', 'CREATE TABLE tags ()', 'DROP TABLE tags');
    await project.migrate();
    project.migration('001_users', 'CREATE TABLE app.users (id int)', 'DROP TABLE app.users CASCADE');
    project.remove('migrations/002_posts');
    project.write('repeatable/emails.sql', 'CREATE OR REPLACE VIEW app.emails AS SELECT email, id FROM app.users');
    project.migration('000_early', 'CREATE TABLE early ()');
    const result = await drift();
    expect(result.outcome).toBe('failed');
    expect(found(result)).toEqual(['error CHANGED', 'error MISSING', 'notice STATE_OUTDATED', 'notice STATE_PENDING']);
    expect(result.differences).toEqual([]);
  });

  it('is a warning of an older checkout, and a notice of a down that was edited', async () => {
    writeUsers();
    project.migration('002_posts', 'CREATE TABLE posts ()', 'DROP TABLE posts');
    await project.migrate();
    project.remove('migrations/002_posts');
    project.write('migrations/001_users/down.sql', 'DROP TABLE IF EXISTS app.users');
    const result = await drift();
    expect([result.outcome, found(result)]).toEqual(['succeeded', ['warning STATE_AHEAD', 'notice DOWN_CHANGED']]);
  });

  it('tells of a script that stopped half way', async () => {
    project.migration(
      '001_t',
      'CREATE TABLE t (v int); CREATE INDEX CONCURRENTLY i ON t (v); CREATE INDEX CONCURRENTLY i ON t (v)',
    );
    await project.migrate();
    const result = await drift();
    expect(found(result)).toEqual(['error HALF_DONE', 'error SCHEMA_DRIFT']);
    expect(messageOf(result)).toContain('001_t stopped after 2 of 3 statements');
  });

  it('knows what other projects made in the same database', async () => {
    const other = createTestProject(database, { project: 'auth', workspacePath });
    other.clear();
    other.migration('001_accounts', 'CREATE TABLE accounts (id int PRIMARY KEY)', 'DROP TABLE accounts');
    await other.migrate();
    project.migration('001_posts', 'CREATE TABLE posts (owner int REFERENCES accounts)', 'DROP TABLE posts');
    await project.migrate();
    other.migration('002_names', 'ALTER TABLE accounts ADD COLUMN name text; CREATE VIEW v AS SELECT owner FROM posts');
    await other.migrate();
    expect(await drift()).toMatchObject({ outcome: 'succeeded', findings: [] });
  });

  it('takes what an unknown script of another project made for theirs', async () => {
    const other = createTestProject(database, { project: 'auth', workspacePath });
    other.clear();
    other.migration('001_accounts', 'CREATE TABLE accounts ()');
    await other.migrate();
    project.migration('001_posts', 'CREATE TABLE posts ()');
    await project.migrate();
    await sql("UPDATE pgrestify.migrations SET up_text = NULL WHERE project = 'auth'");
    const result = await drift();
    expect([result.outcome, found(result)]).toEqual(['succeeded', ['warning SCHEMA_UNKNOWN', 'notice SCHEMA_DRIFT']]);
  });

  it('makes the roles that an administrator made, and compares as another owner', async () => {
    await sql("CREATE ROLE reader; CREATE ROLE deployer LOGIN PASSWORD 'x'");
    await sql(`ALTER DATABASE ${database.database} OWNER TO deployer; GRANT CREATE ON SCHEMA public TO deployer`);
    const deployed = createTestProject({ ...database, user: 'deployer', password: 'x' }, { workspacePath });
    deployed.migration('001_t', 'CREATE TABLE t (); GRANT SELECT ON t TO reader');
    deployed.migration('002_d', 'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader; CREATE SCHEMA s');
    expect((await deployed.migrate()).outcome).toBe('succeeded');
    const result = await deployed.validate({ afterMigration: true });
    // The grant on the schema public was made by hand.
    expect(messageOf(result)).toBe(
      [
        'The schema is not what the applied scripts make (+ only in the database, - missing there, ~ other than expected):',
        '~ schema public',
        '    + grants to deployer CREATE',
        '    mend: REVOKE CREATE ON SCHEMA public FROM deployer;',
      ].join('\n'),
    );
  });
});

describe('migrate --verify', () => {
  it('succeeds when the database is what the applied files make, with --to as well', async () => {
    writeUsers();
    project.write('migrations/001_users/verify.sql', "INSERT INTO app.users VALUES (1, 'x')");
    project.migration('002_posts', 'CREATE TABLE posts ()', 'DROP TABLE posts');
    const result = await project.migrate({ verify: true, to: '001' });
    expect(result).toMatchObject({ outcome: 'succeeded', verification: { command: 'verify', findings: [] } });
    expect(project.events.at(-2)).toMatchObject({ type: 'verification-finished', tables: [{ name: 'app.users' }] });
    expect(await sql('SELECT * FROM app.users')).toMatchObject({ rows: [] });
  });

  it('fails a run that left everything applied when the database differs', async () => {
    await sql('CREATE TABLE by_hand ()');
    writeUsers();
    const result = await project.migrate({ verify: true });
    expect(result).toMatchObject({ outcome: 'failed', verification: { outcome: 'failed' } });
    expect(result.verification && messageOf(result.verification)).toContain('+ table public.by_hand');
    expect(project.events.at(-1)).toMatchObject({ type: 'run-finished', outcome: 'failed', counts: { applied: 3 } });
    expect((await project.status({ check: true })).outcome).toBe('succeeded');
  });

  it('says where a verify.sql fails, and leaves no trace', async () => {
    writeUsers();
    project.migration('002_posts', 'CREATE TABLE posts (id int)', 'DROP TABLE posts');
    project.migration('003_tags', 'CREATE TABLE tags (id int)', 'DROP TABLE tags');
    project.write('migrations/001_users/verify.sql', 'INSERT INTO posts VALUES (1);\nSELECT 1 / 0; -- fails');
    project.write('migrations/002_posts/verify.sql', 'INSERT INTO posts VALUES (1);');
    project.write(
      'migrations/003_tags/verify.sql',
      'INSERT INTO tags VALUES (1); SET ROLE pg_monitor; DROP TABLE IF EXISTS x -- end',
    );
    await project.migrate();
    const before = await catalog();
    const result = await project.migrate({ verify: true });
    expect(result.outcome).toBe('failed');
    expect(result.verification?.findings).toMatchObject([
      {
        code: 'VERIFY_FAILED',
        path: 'apps/api/sql/migrations/001_users/verify.sql',
        line: 2,
        message: 'division by zero (SQLSTATE 22012).',
      },
    ]);
    expect(await catalog()).toBe(before);
    expect(await sql('SELECT * FROM posts, tags')).toMatchObject({ rows: [] });
  });

  it('is refused before the first step where it is known that it cannot be made', async () => {
    writeUsers();
    project.write('migrations/001_users/verify.sql', 'SELECT 1;\nCOMMIT');
    const before = await catalog();
    const run = (options: MigrateOptions) =>
      withoutShadow((ports) => migrate(project.settings, { verify: true, ...options }, ports));
    for (const options of [{}, { reset: true, confirm: true }]) {
      const { outcome, refusals } = await run(options);
      expect(outcome).toBe('refused');
      const codes = refusals.map(({ code, waivedBy }) => `${code} ${waivedBy}`);
      expect(codes).toContain('SQL_TRANSACTION_CONTROL --no-verify');
      expect(codes).toContain('EMBEDDED_BINARIES_MISSING --no-verify');
    }
    expect((await run({ dryRun: true })).refusals).toHaveLength(2);
    expect(await catalog()).toBe(before);
    await sql('CREATE SCHEMA app; CREATE TABLE app.users (id int PRIMARY KEY, email text)');
    const adopted = await run({ baseline: '001' });
    expect(summaryOf(adopted)).toMatchObject({ outcome: 'refused', refusals: ['EMBEDDED_BINARIES_MISSING'] });
    expect(adopted.refusals[0]?.message).toContain('could not be compared');
  });

  it('is refused when an applied script is known nowhere', async () => {
    writeUsers();
    await project.migrate();
    await sql("UPDATE pgrestify.migrations SET up_text = NULL WHERE id = '001_users'");
    project.migration('001_users', '-- edited\nCREATE TABLE app.users (id int PRIMARY KEY, email text)');
    const { refusals } = await project.migrate({ verify: true });
    expect(refusals.map(({ code }) => code)).toEqual(['CHANGED', 'CHECK_FAILED']);
  });

  it('is refused beside --rollback-to', async () => {
    await expect(project.migrate({ verify: true, rollbackTo: 0 })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});

it('leaves out what the config ignores and what other migration tools keep, and says so', async () => {
  project.migration(
    '001_events',
    "CREATE TABLE events (at date) PARTITION BY RANGE (at); CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01'); CREATE INDEX at ON events (at)",
  );
  const ignore = ['public.tmp_*', { partitionsOf: 'events' }];
  const ignoring = createTestProject(database, { workspacePath, driftIgnore: ignore });
  await ignoring.migrate();
  await sql(`CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
    DROP TABLE events_1;
    CREATE TABLE tmp_x (id serial PRIMARY KEY);
    CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text, created_at bigint);
    CREATE TABLE migrations (id serial PRIMARY KEY, "timestamp" bigint, name text);
    CREATE TABLE "SequelizeMeta" (name text PRIMARY KEY)`);
  const result = await ignoring.validate({ afterMigration: true });
  expect(result.outcome).toBe('succeeded');
  expect(found(result)).toEqual(['notice NOT_COMPARED', 'notice NOT_COMPARED']);
  expect(messageOf(result)).toMatch(
    /schema drizzle \(drizzle\).*public\."SequelizeMeta" \(Sequelize or umzug\).*public\.migrations \(TypeORM\)/,
  );
  expect(messageOf(result)).toMatch(/drift\.ignore.*public\.events_1, public\.events_2, public\.tmp_x/);
  await sql('CREATE TABLE extra ()');
  expect((await ignoring.validateSchema()).map(({ id }) => id)).toEqual(['public.extra']);
});

describe('the major of the server', () => {
  const notices = (of: TestProject) =>
    of.events.flatMap((event) => (event.type === 'notice-raised' ? [event.message] : []));
  const unknown = [{ environment: 'staging', major: undefined, saidBy: undefined }] as const;
  const path = () => join(project.settings.projectRootPath, knownServersName);

  it('is noted for validate by a run that writes, once, and not by one that is dry, refused or only reads', async () => {
    const noting = createTestProject(database, { workspacePath, servers: unknown });
    writeUsers();
    await noting.migrate({ dryRun: true });
    await noting.status();
    await noting.migrate({ baseline: 'none' });
    expect(existsSync(path())).toBe(false);
    await noting.migrate();
    expect(readKnownServers(project.settings.projectRootPath)).toEqual(new Map([['staging', 18]]));
    expect(notices(noting)).toEqual([
      'Environment "staging" has PostgreSQL 18, noted for validate in apps/api/pgrestify.servers.json, which is to be committed.',
    ]);
    const written = statSync(path()).mtimeMs;
    await noting.migrate();
    expect([notices(noting), statSync(path()).mtimeMs]).toEqual([[], written]);
    rmSync(path());
  });

  it('is noted by a run that fails, and not where the config says it', async () => {
    const said = [{ environment: 'staging', major: 18, saidBy: 'config' }] as const;
    project.migration('001_bad', 'SELECT 1 / 0');
    await createTestProject(database, { workspacePath, servers: said, postgres: 18 }).migrate();
    expect(existsSync(path())).toBe(false);
    await createTestProject(database, { workspacePath, servers: unknown }).migrate();
    expect(existsSync(path())).toBe(true);
    rmSync(path());
  });

  it('is said where the config says another', async () => {
    writeUsers();
    const other = createTestProject(database, { workspacePath, postgres: 15 });
    const expected = expect.stringMatching(/is PostgreSQL 18, and `postgres` in the config says 15/);
    await other.migrate({ dryRun: true });
    expect(notices(other)).toContainEqual(expected);
    expect((await other.status()).notices).toMatchObject([{ severity: 'warning', message: expected }]);
    await other.validate({ afterMigration: true });
    expect(notices(other)).toContainEqual(expected);
  });
});
