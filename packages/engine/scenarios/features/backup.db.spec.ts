import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { EmbeddedMajor } from '../../src/adapters/embedded/binaries/majors';
import { hostDumpProgram } from '../../src/adapters/pg-dump/host-dump-program';
import { runTied } from '../../src/adapters/pg-dump/run-tied';
import { describeEvent } from '../../src/reporters/text';
import type { RunResult } from '../../src/run/command';
import { fingerprintSchema } from '../../src/schema';
import { eventually } from '../../testing/eventually';
import { processesIn } from '../../testing/processes/processes-in';
import { type Runner, startRunner } from '../../testing/processes/runner';
import { createTestProject, type TestProject, type TestProjectOptions } from '../../testing/projects/test-project';
import { readSnapshot } from '../../testing/schemas/read-snapshot';
import { hostPgDump, needingPgDump } from '../../testing/servers/pg-dump';
import { startTestServer, type TestDatabase, type TestServer } from '../../testing/servers/test-server';

// Over 300 lines: what succeeds and what fails are seen on one kind of server, with one set of tools.
let server: TestServer;
let database: TestDatabase;
let project: TestProject;
let client: Client;
/** Sees other sessions come and go, which one in a transaction does not. */
let observer: Client;

function onServer(major: EmbeddedMajor, options: TestProjectOptions = {}): void {
  beforeAll(async () => {
    server = await startTestServer({ major });
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    database = await server.createDatabase();
    client = await connect(database);
    observer = await connect(database);
    project = createTestProject(database, options);
    project.migration('001_t', 'CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2);', 'DROP TABLE t;');
  });
  afterEach(async () => {
    await client.end();
    await observer.end();
    project.dispose();
  });
}

async function connect(to: TestDatabase): Promise<Client> {
  const connected = new Client(to);
  connected.on('error', () => undefined); // ended with its server
  await connected.connect();
  return connected;
}

const folder = () => project.settings.migrations.backup.folderPath;
const files = () => (existsSync(folder()) ? readdirSync(folder()).filter((name) => name !== '.gitignore') : []);

/** Restores a backup into a new database with pg_restore, and connects to it. */
async function restore(path: string): Promise<Client> {
  const restored = await server.createDatabase();
  const { pgRestorePath } = await hostPgDump();
  const { host, port, user, password } = restored;
  const target = `host=${host} port=${port} user=${user} dbname=${restored.database}`;
  await promisify(execFile)(pgRestorePath, ['--exit-on-error', `--dbname=${target}`, path], {
    env: { PGPASSWORD: password },
  });
  return connect(restored);
}

const schemaOf = async (of: Client) => fingerprintSchema(await readSnapshot(of, 'included'));

async function rowsOf(of: Client, sql: string): Promise<readonly unknown[]> {
  return (await of.query({ text: sql, rowMode: 'array' })).rows;
}

function pathOf({ backup }: RunResult): string {
  if (!backup) throw new Error('no backup was taken');
  return backup.path;
}

describe.each([14, 15] as const)('a backup of PostgreSQL %i', (major) => {
  needingPgDump(describe)('with the pg_dump of this machine', () => {
    onServer(major);

    it('restores schema, rows, large objects, extensions and history as they were before the first step', async () => {
      project.migration(
        '002_awkward',
        `CREATE EXTENSION hstore;
CREATE SCHEMA "we""ird schema";
CREATE TYPE "we""ird schema"."Mood" AS ENUM ('sad', 'ok');
CREATE TABLE "we""ird schema"."Ta'ble" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tags hstore, mood "we""ird schema"."Mood");
INSERT INTO "we""ird schema"."Ta'ble" (tags, mood) SELECT hstore('n', n::text), 'ok' FROM generate_series(1, 500) n;
CREATE MATERIALIZED VIEW sums AS SELECT count(*) AS n FROM "we""ird schema"."Ta'ble";
CREATE FUNCTION one() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON t USING (id > 0);
SELECT lo_from_bytea(4711, 'a large object');`,
      );
      await project.migrate();
      const schema = await schemaOf(client);
      const historySql = 'SELECT m::text FROM pgrestify.migrations m ORDER BY 1';
      const history = await rowsOf(client, historySql);
      project.migration('003_more', 'CREATE TABLE more (); DROP MATERIALIZED VIEW sums; DELETE FROM t;');

      const result = await project.migrate({ backup: true });
      expect(result.outcome).toBe('succeeded');
      expect(await schemaOf(client)).not.toEqual(schema);

      const restored = await restore(pathOf(result));
      expect(await schemaOf(restored)).toEqual(schema);
      expect(await rowsOf(restored, historySql)).toEqual(history);
      expect(await rowsOf(restored, 'SELECT n FROM sums')).toEqual([['500']]);
      expect(await rowsOf(restored, `SELECT count(*), max(tags -> 'n') FROM "we""ird schema"."Ta'ble"`)).toEqual([
        ['500', '99'],
      ]);
      expect(await rowsOf(restored, 'SELECT id FROM t')).toEqual([[1], [2]]);
      expect(await rowsOf(restored, "SELECT encode(lo_get(4711), 'escape')")).toEqual([['a large object']]);
      await restored.end();
    });
  });
});

needingPgDump(describe)('a backup', () => {
  onServer(15, { migrations: { lockTimeoutMs: 200, lockRetryForMs: 200 } });

  it('is a file that only its owner can read, in a folder that git does not see, and is reported', async () => {
    const result = await project.migrate({ backup: true });
    const path = pathOf(result);
    expect(dirname(path)).toBe(folder());
    expect(path).toMatch(/\/api-staging-\d{8}T\d{9}Z-p[0-9a-f]{16}-[0-9a-f]{8}\.dump$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(folder()).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(folder(), '.gitignore'), 'utf8')).toBe('*\n');
    const finished = project.events.find(({ type }) => type === 'backup-finished');
    expect(finished).toMatchObject({ path, sizeBytes: statSync(path).size, removed: [] });
    expect(files()).toHaveLength(1);
  });

  it('tells meanwhile how much is written, beside what the one before came to', async () => {
    await project.migrate();
    project.migration('002_u', 'CREATE TABLE u ()');
    const { workspacePath } = project.settings;
    const watched = createTestProject(database, { workspacePath, progress: 'watched' });
    expect((await watched.migrate({ backup: true })).outcome).toBe('succeeded');
    watched.migration('003_v', 'CREATE TABLE v ()');
    await client.query('BEGIN; LOCK TABLE t');
    const run = watched.migrate({ backup: true });
    const told = () => watched.events.find(({ type }) => type === 'transfer-progress');
    await eventually('it is told', () => told() !== undefined);
    await client.query('ROLLBACK');
    expect((await run).outcome).toBe('succeeded');
    expect(told()).toMatchObject({ what: 'backup', bytes: expect.any(Number), lastBytes: expect.any(Number) });
  });

  it('of a database without anything in it is one, too', async () => {
    const restored = await restore(pathOf(await project.migrate({ backup: true })));
    expect(await rowsOf(restored, "SELECT to_regclass('t')")).toEqual([[null]]);
    await restored.end();
  });

  it('before --reset holds what the reset drops', async () => {
    const development = createTestProject(database, { development: true, environment: 'development' });
    development.migration('001_t', 'CREATE TABLE t (id int); INSERT INTO t VALUES (7);');
    await development.migrate();
    await client.query('INSERT INTO t VALUES (8)');
    const restored = await restore(pathOf(await development.migrate({ reset: true, confirm: true, backup: true })));
    expect(await rowsOf(restored, 'SELECT id FROM t ORDER BY 1')).toEqual([[7], [8]]);
    expect(await rowsOf(client, 'SELECT id FROM t ORDER BY 1')).toEqual([[7]]);
    await restored.end();
    development.dispose();
  });

  it('before a rollback holds what is undone, and its failure ends with a command that restores it', async () => {
    await project.migrate();
    project.write('migrations/001_t/down.sql', 'DROP TABLE t;\nSELECT nonsense;');
    await client.query('UPDATE pgrestify.migrations SET down_text = NULL, down_checksum = NULL');
    const result = await project.rollback({ backup: true });
    expect(result.outcome).toBe('failed');
    const end = project.events.at(-1);
    const [, command = ''] = /restore with: (.*)$/.exec((end && describeEvent(end)) ?? '') ?? [];
    expect(command).not.toContain(database.password);
    execFileSync('/bin/sh', ['-c', command], { env: { ...process.env, PGPASSWORD: database.password } });
    const restored = await connect({ ...database, database: `${database.database}_restored` });
    expect(await rowsOf(restored, 'SELECT id FROM t')).toEqual([[1], [2]]);
    await restored.end();
  });

  it('goes to no other database, whatever the variables of libpq say', async () => {
    const misleading = {
      PGHOST: 'nowhere.invalid',
      PGHOSTADDR: '192.0.2.1',
      PGPORT: '1',
      PGDATABASE: 'other',
      PGUSER: 'nobody',
      PGSERVICE: 'none',
      PGOPTIONS: '-c lock_timeout=1h',
      PGSSLMODE: 'verify-full',
      PGCLIENTENCODING: 'LATIN1',
      PGTARGETSESSIONATTRS: 'standby',
    };
    const before = Object.keys(misleading).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, misleading);
    try {
      expect((await project.migrate({ backup: true })).outcome).toBe('succeeded');
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });

  it('takes the password from where the engine does: a .pgpass', async () => {
    const path = join(project.settings.workspacePath, 'pgpass');
    writeFileSync(path, `*:*:*:*:${database.password}\n`, { mode: 0o600 });
    const without = createTestProject({ ...database, password: '' }, { workspacePath: project.settings.workspacePath });
    const settings = without.settings;
    Object.assign(settings.database, { password: undefined });
    const before = process.env.PGPASSFILE;
    process.env.PGPASSFILE = path;
    try {
      expect((await without.migrate({ backup: true })).outcome).toBe('succeeded');
    } finally {
      if (before === undefined) delete process.env.PGPASSFILE;
      else process.env.PGPASSFILE = before;
    }
  });
});

needingPgDump(describe)('a backup over TLS', () => {
  onServer(15);
  let certificate: string;

  beforeAll(async () => {
    const [certificatePath, keyPath] = ['server.crt', 'server.key'].map((name) => join(server.dataPath, name));
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const files = ['-keyout', `${keyPath}`, '-out', `${certificatePath}`];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files], {
      stdio: 'ignore',
    });
    certificate = readFileSync(`${certificatePath}`, 'utf8');
    const { uid, gid } = statSync(server.dataPath);
    for (const path of [`${certificatePath}`, `${keyPath}`]) chownSync(path, uid, gid);
    chmodSync(`${keyPath}`, 0o600);
    const admin = await connect(await server.createDatabase());
    await admin.query('ALTER SYSTEM SET ssl = on');
    await admin.query('SELECT pg_reload_conf()');
    await admin.end();
  });

  /** The modes of TLS that this server passes: its certificate is for localhost alone, and Node does not know it. */
  it.each([
    ['require', '127.0.0.1', 'none'],
    ['verify-ca', '127.0.0.1', 'its own'],
    ['verify-full', 'localhost', 'its own'],
  ] as const)('in mode %s to %s with trust in %s is taken', async (mode, host, trust) => {
    const { workspacePath } = project.settings;
    const encrypted = createTestProject({ ...database, host }, { workspacePath });
    const ca = trust === 'none' ? undefined : certificate;
    Object.assign(encrypted.settings.database, { ssl: { mode, ca, cert: undefined, key: undefined } });
    expect((await encrypted.migrate({ backup: true })).outcome).toBe('succeeded');
    expect(files()).toHaveLength(1);
  });

  it.each([
    ['verify-full', '127.0.0.1', 'its own'],
    ['verify-full', 'localhost', 'what Node trusts'],
    ['verify-ca', 'localhost', 'what Node trusts'],
  ] as const)('in mode %s to %s with trust in %s is refused by pg_dump, too', async (mode, host, trust) => {
    const found = await hostPgDump();
    const ca = trust === 'its own' ? certificate : undefined;
    const program = hostDumpProgram(found, {
      database: { kind: 'server', ...database, host, ssl: { mode, ca, cert: undefined, key: undefined } },
      env: process.env,
      applicationName: 'pgrestify',
      connectTimeoutMs: 5_000,
      lockWaitMs: 0,
      restorable: 'not-here',
    });
    const call = program.dump(project.settings.workspacePath);
    const { exitCode, stderr } = await runTied(call, { input: 'ignore', output: 'pipe' });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/certificate verify failed|does not match host name/);
  });
});

needingPgDump(describe)('migrations.backup.keep', () => {
  const backup = { keep: 2, pgDumpPath: undefined };
  onServer(15);

  it('deletes the oldest of this project, environment and database, and nothing else', async () => {
    const { settings } = project;
    const ofEnvironment = (environment: string) =>
      createTestProject(database, {
        workspacePath: settings.workspacePath,
        environment,
        migrations: { backup: { ...backup, folderPath: folder() } },
      });
    const other = ofEnvironment('staging-x');
    const mine = ofEnvironment('staging');
    await mine.migrate();
    other.migration('001_u', 'CREATE TABLE u ();');
    const theirs = pathOf(await other.migrate({ backup: true, acceptStamp: 'staging' }));
    const notes = join(folder(), 'api-staging-notes.dump');
    writeFileSync(notes, '');
    const taken: string[] = [];
    for (const id of ['002', '003', '004']) {
      mine.migration(id, `CREATE TABLE t${id} ();`);
      taken.push(pathOf(await mine.migrate({ backup: true })));
    }
    expect([theirs, notes, ...taken].map(existsSync)).toEqual([true, true, false, true, true]);
    const finished = mine.events.find(({ type }) => type === 'backup-finished');
    expect(finished).toMatchObject({ removed: [taken[0]] });
  });
});

needingPgDump(describe)('a backup that fails', () => {
  onServer(15, { migrations: { lockTimeoutMs: 200, lockRetryForMs: 200 } });
  let before: string;
  let runner: Runner | undefined;
  afterEach(async () => {
    await runner?.stop();
    runner = undefined;
  });
  beforeEach(async () => {
    await project.migrate();
    project.migration('002_u', 'CREATE TABLE u ();', 'DROP TABLE u;');
    before = await stateOf();
  });

  const stateOf = async () =>
    JSON.stringify([
      await schemaOf(client),
      await rowsOf(client, 'SELECT m::text FROM pgrestify.migrations m ORDER BY 1'),
      await rowsOf(client, 'SELECT e::text FROM pgrestify.migration_events e ORDER BY 1'),
    ]);

  async function expectNothingRun(result: RunResult, ...said: readonly string[]): Promise<void> {
    expect(result).toMatchObject({
      outcome: 'refused',
      refusals: [{ code: 'BACKUP_FAILED', waivedBy: '--no-backup' }],
    });
    for (const text of said) expect(result.refusals[0]?.message).toContain(text);
    expect(result.refusals[0]?.message).not.toContain(database.password);
    expect(await stateOf()).toBe(before);
    expect(files()).toEqual([]);
  }

  /** A project of the same files that uses a program of this text as its pg_dump, beside the real pg_restore. */
  async function withProgram(text: (pgDumpPath: string) => string): Promise<TestProject> {
    const found = await hostPgDump();
    const bin = join(project.settings.workspacePath, 'bin');
    mkdirSync(bin);
    const pgDumpPath = join(bin, 'pg_dump');
    writeFileSync(pgDumpPath, `#!/bin/sh\n${text(found.pgDumpPath)}\n`);
    writeFileSync(join(bin, 'pg_restore'), `#!/bin/sh\nexec ${found.pgRestorePath} "$@"\n`);
    for (const name of ['pg_dump', 'pg_restore']) chmodSync(join(bin, name), 0o755);
    const { workspacePath } = project.settings;
    return createTestProject(database, {
      workspacePath,
      migrations: { backup: { folderPath: folder(), keep: undefined, pgDumpPath } },
    });
  }

  it('for want of a right runs nothing, and says what pg_dump says', async () => {
    const role = `limited_${database.database}`;
    await client.query(`CREATE ROLE ${role} LOGIN PASSWORD '${database.password}';
GRANT ALL ON SCHEMA pgrestify, public TO ${role}; GRANT ALL ON ALL TABLES IN SCHEMA pgrestify TO ${role};`);
    const { workspacePath } = project.settings;
    const limited = createTestProject({ ...database, user: role }, { workspacePath });
    before = await stateOf();
    const result = await limited.migrate({ backup: true });
    await expectNothingRun(result, 'permission denied for table t');
    expect(result.refusals[0]?.hint).toContain('pg_read_all_data');
    await client.query(`DROP OWNED BY ${role}; DROP ROLE ${role};`);
  });

  it('because a table stays locked runs nothing', async () => {
    await client.query('BEGIN; LOCK TABLE t');
    const result = await project.migrate({ backup: true });
    await client.query('ROLLBACK');
    await expectNothingRun(result, 'LOCK TABLE public.t');
    expect(result.refusals[0]?.hint).toContain('End the session that holds the lock');
  });

  it('part way, as its session is ended, runs nothing', async () => {
    const blocked = createTestProject(database, { workspacePath: project.settings.workspacePath });
    await client.query('BEGIN; LOCK TABLE t');
    const running = blocked.migrate({ backup: true });
    await waitForDump();
    await observer.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${isDump}`);
    const result = await running;
    await client.query('ROLLBACK');
    await expectNothingRun(result, 'terminating connection');
  });

  it('because the disk is full runs nothing', async () => {
    await client.query('CREATE TABLE large AS SELECT md5(n::text) FROM generate_series(1, 20000) n');
    before = await stateOf();
    // A limit of the file's size is met in the same call of the system as a full disk.
    const full = await withProgram((pgDumpPath) => `trap '' XFSZ; ulimit -f 8; exec ${pgDumpPath} "$@"`);
    await expectNothingRun(await full.migrate({ backup: true }), 'could not write', 'File too large');
  });

  it('with a success that is none, as pg_restore cannot read it, runs nothing', async () => {
    const cut = await withProgram(
      (pgDumpPath) => `case $1 in --version) exec ${pgDumpPath} "$@";; esac; ${pgDumpPath} "$@" | head -c 300`,
    );
    await expectNothingRun(await cut.migrate({ backup: true }), 'pg_restore --list');
  });

  it('because its folder is a file runs nothing', async () => {
    const folderPath = join(project.settings.projectRootPath, 'file');
    writeFileSync(folderPath, '');
    const { workspacePath } = project.settings;
    const misplaced = createTestProject(database, {
      workspacePath,
      migrations: { backup: { folderPath, keep: undefined, pgDumpPath: undefined } },
    });
    const result = await misplaced.migrate({ backup: true });
    await expectNothingRun(result, folderPath);
  });

  it('by a signal ends pg_dump, runs nothing and leaves nothing', async () => {
    const patient = createTestProject(database, { workspacePath: project.settings.workspacePath });
    const interruption = new AbortController();
    await client.query('BEGIN; LOCK TABLE t');
    const running = patient.migrate({ backup: true }, interruption.signal);
    await waitForDump();
    interruption.abort();
    expect((await running).outcome).toBe('cancelled');
    await waitForNoDump();
    await client.query('ROLLBACK');
    expect(await stateOf()).toBe(before);
    expect(files()).toEqual([]);
    expect(processesIn(folder())).toEqual([]);
  });

  it('by kill -9 ends pg_dump too, and what it leaves is deleted by the next run', async () => {
    const { workspacePath } = project.settings;
    const { settings } = createTestProject(database, { workspacePath });
    runner = await startRunner();
    await client.query('BEGIN; LOCK TABLE t');
    const running = runner.run({ command: 'migrate', settings, options: { backup: true } });
    await waitForDump();
    runner.signal('SIGKILL');
    expect((await running).outcome).toBe('killed');
    await waitForNoDump();
    await client.query('ROLLBACK');
    expect(await stateOf()).toBe(before);
    expect(files()).toEqual([expect.stringMatching(/^\.api-staging-.*\.part$/)]);
    const result = await project.migrate({ backup: true });
    expect(result.outcome).toBe('succeeded');
    expect(files()).toEqual([pathOf(result).slice(folder().length + 1)]);
  });

  const isDump = "application_name LIKE 'pgrestify api backup (%' AND datname = current_database()";

  async function waitForDump(): Promise<void> {
    await eventually('pg_dump waits for a lock', async () => {
      const sql = `SELECT 1 FROM pg_stat_activity WHERE ${isDump} AND wait_event_type = 'Lock'`;
      return (await rowsOf(observer, sql)).length > 0;
    });
  }

  async function waitForNoDump(): Promise<void> {
    await eventually('the session of pg_dump has ended', async () => {
      return (await rowsOf(observer, `SELECT 1 FROM pg_stat_activity WHERE ${isDump}`)).length === 0;
    });
  }
});

needingPgDump(describe)('a backup of a server that is newer than pg_dump', () => {
  onServer(18);

  it('is refused in the plan, names what is there and what to install, and writes nothing', async () => {
    const bin = join(project.settings.workspacePath, 'bin');
    mkdirSync(bin);
    for (const name of ['pg_dump', 'pg_restore']) {
      writeFileSync(join(bin, name), '#!/bin/sh\necho "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"\n', {
        mode: 0o755,
      });
    }
    const { workspacePath } = project.settings;
    const pgDumpPath = join(bin, 'pg_dump');
    const old = createTestProject(database, {
      workspacePath,
      migrations: { backup: { folderPath: folder(), keep: undefined, pgDumpPath } },
    });
    for (const dryRun of [true, false]) {
      const { refusals } = await old.migrate({ backup: true, dryRun });
      expect(refusals).toMatchObject([{ code: 'BACKUP_PROGRAM_MISSING', waivedBy: '--no-backup' }]);
      expect(refusals[0]?.message).toContain(`${pgDumpPath} 15.18`);
      expect(refusals[0]?.hint).toContain('postgresql-client-18');
    }
    expect(await rowsOf(client, "SELECT to_regnamespace('pgrestify')")).toEqual([[null]]);
    expect(existsSync(folder())).toBe(false);
  });
});
