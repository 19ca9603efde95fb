import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, startTestServer, type TestDatabase, type TestServer } from '@pgrestify/engine/testing';
import { Client } from 'pg';
import { configText, urlVariables, writeMigration, writeProject } from './harness/project';
import { query, tableNames } from './harness/query';
import { mainNxVersion } from './harness/versions';
import { createWorkspace, type Workspace } from './harness/workspace';

// Options that no other suite passes through Nx, each for what it is there for and with what it refuses.

describe('through Nx', () => {
  let workspace: Workspace;
  let server: TestServer;
  let database: TestDatabase;

  beforeAll(async () => {
    [workspace, server] = await Promise.all([createWorkspace({ nxVersion: mainNxVersion }), startTestServer()]);
    // At a terminal Nx would ask whether it may share how it is used.
    workspace.write('nx.json', '{ "defaultBase": "main", "plugins": ["@pgrestify/nx"], "analytics": false }\n');
  });
  afterAll(() => Promise.all([workspace?.dispose(), server?.stop()]));

  beforeEach(async () => {
    rmSync(join(workspace.folder, 'apps'), { recursive: true, force: true });
    database = await server.createDatabase();
    writeProject(workspace, { name: 'api', root: 'apps/api', manifest: 'project.json', migrations: {} });
  });

  it('--all applies everything, and contradicts --to', async () => {
    table('0001_a');
    table('0002_b');
    expect(await fails('migrate', '--all', '--to=1')).toContain('OPTION_INVALID: --all and --to contradict');
    expect(await applied()).toEqual([]);
    await succeeds('migrate', '--all');
    expect(await applied()).toEqual(['0001_a', '0002_b']);
  });

  it('--force goes on after a failure, but not with what requires it, and the run has failed', async () => {
    table('0001_a');
    writeMigration(workspace, 'apps/api', '0002_b', 'CREATE TABEL b ();\n');
    writeMigration(workspace, 'apps/api', '0003_c', '-- pgrestify: requires api:0002\nCREATE TABLE c ();\n');
    table('0004_d');
    const output = await fails('migrate', '--force');
    expect(output).toMatch(/failed +0002_b/);
    expect(output).toMatch(/skipped +0003_c/);
    expect(await applied()).toEqual(['0001_a', '0004_d']);
    expect(await fails('migrate', '--force', '--rollback-to=0')).toContain('OPTION_INVALID');
  });

  it('--out-of-order applies in production what is older than the newest applied', async () => {
    table('0002_b');
    await succeeds('migrate', '--configuration=production');
    table('0001_a');
    const output = await fails('migrate', '--configuration=production');
    expect(output).toContain('OUT_OF_ORDER');
    expect(output).toContain('--out-of-order');
    await succeeds('migrate', '--configuration=production', '--out-of-order');
    expect(await applied()).toEqual(['0001_a', '0002_b']);
    expect(await fails('migrate', '--out-of-order', '--rollback-to=0')).toContain('OPTION_INVALID');
  });

  it('--redo applies the newest migration again as it was edited, and refuses one that was not', async () => {
    table('0001_a');
    await succeeds('migrate');
    writeMigration(workspace, 'apps/api', '0001_a', 'CREATE TABLE other ();\n', 'DROP TABLE other;\n');
    await succeeds('migrate', '--redo');
    expect(await tableNames(database)).toEqual(['public.other']);
    expect(await fails('migrate', '--redo', '--to=1')).toContain('OPTION_INVALID');
  });

  it('--progress shows how far a step is on one line of a terminal, in lines elsewhere, and not when told so', async () => {
    // Works until it is let go, and waits for nobody's lock.
    const untilLetGo = `DO $$BEGIN
      WHILE NOT EXISTS (SELECT FROM let_go WHERE id = current_setting('let_go.id')::int) LOOP PERFORM pg_sleep(0.05); END LOOP;
    END$$;`;
    await query(database, 'CREATE TABLE let_go (id int)');
    for (const id of [1, 2, 3]) {
      writeMigration(workspace, 'apps/api', `000${id}_a`, `SET LOCAL let_go.id = ${id};\n${untilLetGo}\n`);
    }
    const args = ['run', 'api:migrate', '--accept-existing'];
    const env = urlVariables({ api: database });
    const letGo = (id: number) => query(database, `INSERT INTO let_go VALUES (${id})`);

    const atTerminal = workspace.startNxAtTerminal([...args, '--to=1'], { env: { ...env, CI: '' } });
    await atTerminal.untilItSays('  running      0001_a  2 s');
    await letGo(1);
    expect((await atTerminal.ended).output).toContain('\r\u001b[K  applied      0001_a');

    const inPipe = workspace.startNx([...args, '--to=2', '--progress'], { env });
    await inPipe.untilItSays('  running      0002_a: ');
    await letGo(2);
    expect((await inPipe.ended).output).not.toContain('\u001b[K');

    const notShown = workspace.startNxAtTerminal([...args, '--progress=false'], { env: { ...env, CI: '' } });
    await eventually('it works', async () => {
      const [{ working } = {}] = await query(
        database,
        `SELECT count(*)::int AS working FROM pg_stat_activity
        WHERE wait_event = 'PgSleep' AND query_start < clock_timestamp() - interval '2 s' AND query ~ 'let_go.id = 3'`,
      );
      return working === 1;
    });
    await letGo(3);
    const { output } = await notShown.ended;
    expect([output.includes('running'), output.includes('\u001b[K')]).toEqual([false, false]);
    expect(await fails('migrate', '--progress=often')).toContain("Property 'progress' does not match the schema");
  });

  it('--include-test-data runs test data once, and production refuses it', async () => {
    table('0001_a');
    workspace.write('apps/api/sql/test-data/01_rows.sql', 'CREATE TABLE IF NOT EXISTS rows AS SELECT 1 AS id;\n');
    await succeeds('migrate', '--include-test-data');
    expect(await tableNames(database)).toEqual(['public.a', 'public.rows']);
    expect(await succeeds('migrate', '--include-test-data')).toContain('Nothing to do');
    expect(await fails('migrate', '--include-test-data', '--configuration=production')).toContain(
      'TEST_DATA_FORBIDDEN',
    );
  });

  it('--reset drops what is there and migrates from nothing, once it is confirmed', async () => {
    table('0001_a');
    await succeeds('migrate');
    await query(database, 'CREATE TABLE leftover ()');
    expect(await fails('migrate', '--reset')).toContain('CONFIRMATION_REQUIRED');
    expect(await tableNames(database)).toEqual(['public.a', 'public.leftover']);
    await succeeds('migrate', '--reset', '--confirm');
    expect(await tableNames(database)).toEqual(['public.a']);
  });

  it('--concurrent-timeout ends a concurrent build that waits, and the next run completes it', async () => {
    await query(database, 'CREATE TABLE t (a int)');
    writeMigration(workspace, 'apps/api', '0001_i', 'CREATE INDEX CONCURRENTLY t_a ON t (a);\n');
    expect(await fails('migrate', '--concurrent-timeout=soon')).toContain('OPTION_INVALID');
    const application = new Client(database);
    await application.connect();
    await application.query('BEGIN; INSERT INTO t VALUES (1)');
    try {
      expect(await fails('migrate', '--concurrent-timeout=500ms')).toContain('CONCURRENT_TIMEOUT');
    } finally {
      await application.end();
    }
    expect(await succeeds('migrate', '--concurrent-timeout=1min')).toMatch(/applied +0001_i/);
  });

  it('--test goes up, down and up on a copy, and the database is as it was', async () => {
    table('0001_a');
    await succeeds('migrate');
    writeMigration(
      workspace,
      'apps/api',
      '0002_b',
      'ALTER TABLE a ADD COLUMN b int;\n',
      'ALTER TABLE a DROP COLUMN b;\n',
    );
    const output = await succeeds('migrate', '--test', '--report=rehearsal.json');
    expect(output).toMatch(/copying +beside the database, without rows/);
    expect(output).toMatch(/Rehearsed: 1 up, 1 down, 1 up again on a copy, which is gone/);
    const { rehearsal, steps } = JSON.parse(workspace.read('rehearsal.json'));
    expect(rehearsal.scripts).toMatchObject([
      { id: '0002_b', up: { measured: { locks: [{ table: 'public.a', mode: 'AccessExclusiveLock' }] } } },
    ]);
    expect(steps).toMatchObject([{ id: '0002_b', outcome: 'succeeded' }]);
    expect(await applied()).toEqual(['0001_a']);
    expect(await fails('migrate', '--test', '--reset')).toContain('OPTION_INVALID: --test and --reset contradict');
    expect(await fails('migrate', '--with-data')).toContain('OPTION_INVALID: --with-data is for --test');
  });

  it('--copy-from takes the rows of another environment only when --anonymize makes them so', async () => {
    table('0001_a');
    await succeeds('migrate', '--configuration=production');
    writeMigration(workspace, 'apps/api', '0002_b', 'CREATE TABLE b AS SELECT 1 AS n;\n', 'DROP TABLE b;\n');
    const copied = ['--test', '--copy-from=production', '--with-data'];
    expect(await fails('migrate', ...copied)).toContain('COPY_NOT_ANONYMIZED: Environment "production"');
    expect(await fails('migrate', ...copied, '--anonymize=apps/api/none.sql')).toContain('there is no such file');
    workspace.write('apps/api/anonymize.sql', 'DELETE FROM a;\n');
    expect(await succeeds('migrate', ...copied, '--anonymize=apps/api/anonymize.sql')).toMatch(
      /environment production[\s\S]*with rows made anonymous/,
    );
    expect(await succeeds('migrate', '--test', '--copy-from=production', '--with-data=raw')).toContain('as they are');
    expect(await fails('migrate', '--test', '--copy-from=nowhere')).toContain('ENVIRONMENT_UNKNOWN');
    expect(await fails('migrate', '--test', '--with-data=some')).toContain('OPTION_INVALID: --with-data=some');
  });

  it('--benchmark names the query that gets slower, with both plans, praises the faster one, and applies nothing', async () => {
    const rows = "SELECT i AS id, i % 1000 AS a, 'x' || i AS b FROM generate_series(1, 100000) i";
    writeMigration(workspace, 'apps/api', '0001_t', `CREATE TABLE t AS ${rows};\nCREATE INDEX t_a ON t (a);\n`);
    await succeeds('migrate');
    writeMigration(workspace, 'apps/api', '0002_swap', 'DROP INDEX t_a;\nCREATE INDEX t_b ON t (b);\n');
    const byA = 'apps/api/sql/benchmarks/by-a.sql';
    workspace.write(byA, '-- pgrestify: parameters 7\nSELECT * FROM t WHERE a = $1;\n');
    workspace.write('apps/api/sql/benchmarks/by-b.sql', 'SELECT * FROM t WHERE b = $1;\n');
    workspace.write('apps/api/sql/benchmarks/by-b.csv', 'b\nx5\n');

    const output = await fails('migrate', '--benchmark', '--report=benchmark.html');
    expect(output).toMatch(/slower +by-a \(7\): it takes [\d.]+ times as long, and 1\.2 times is the budget/);
    expect(output).toContain('plan: Seq Scan on t, was Bitmap Heap Scan on t by t_a');
    expect(output).toMatch(/faster +by-b \(b=x5\)/);
    expect(output).toMatch(/benchmark +1 over the budget, 1 faster/);
    expect(workspace.read('benchmark.html').match(/<svg /g)).toHaveLength(2);
    expect(await applied()).toEqual(['0001_t']);

    workspace.write(byA, 'SELECT 1; SELECT 2;\n');
    expect(await fails('migrate', '--benchmark')).toContain(`BENCHMARK_INVALID: ${byA}:1:11: A second statement`);
    expect(await fails('migrate', '--benchmark=top:5')).toContain('STATEMENTS_UNKNOWN');
    expect(await fails('migrate', '--benchmark=some')).toContain('OPTION_INVALID: --benchmark=some says neither');
    expect(await fails('migrate', '--benchmark', '--test')).toContain('--benchmark and --test contradict');
    expect(await succeeds('validate')).not.toContain('benchmarks');
  });

  it('hooks of the config run around the scripts, and one that is gone or fails is told in its file', async () => {
    const hooks = "hooks: { beforeRun: 'hooks/before.sql', afterEach: 'hooks/each.sql' },";
    const config = configText('api').replace('module.exports = {', `module.exports = { ${hooks}`);
    writeProject(workspace, { name: 'api', root: 'apps/api', manifest: 'project.json', config, migrations: {} });
    table('0001_a');
    workspace.write('apps/api/hooks/each.sql', 'SELECT nothing;\n');
    expect(await fails('migrate')).toContain(
      'HOOK_INVALID: apps/api/hooks/before.sql: beforeRun: there is no such file.',
    );
    workspace.write('apps/api/hooks/before.sql', 'CREATE TABLE IF NOT EXISTS log (migration text);\n');
    expect(await fails('migrate')).toContain('apps/api/hooks/each.sql:1:8: afterEach of 0001_a');
    expect(await applied()).toEqual([]);
    workspace.write('apps/api/hooks/each.sql', "INSERT INTO log SELECT current_setting('pgrestify.migration');\n");
    expect(await succeeds('migrate', '--dry-run')).toMatch(
      /would run +apps\/api\/hooks\/each\.sql \(afterEach, of 1 script\)/,
    );
    await succeeds('migrate');
    expect(await applied()).toEqual(['0001_a']);
    expect(await query(database, 'SELECT migration FROM log')).toEqual([{ migration: '0001_a' }]);
    workspace.write('apps/api/hooks/before.sql', 'SELECT 1 / 0;\n');
    expect(await succeeds('migrate')).toContain('Nothing to do');
  });

  it('--steps and --last-run say how much a rollback undoes', async () => {
    for (const id of ['0001_a', '0002_b', '0003_c', '0004_d']) {
      table(id);
      if (id !== '0003_c') await succeeds('migrate');
    }
    expect(await fails('rollback', '--steps=0')).toContain('OPTION_INVALID');
    expect(await fails('rollback', '--steps=1', '--last-run')).toContain('OPTION_INVALID');
    await succeeds('rollback', '--last-run');
    expect(await applied()).toEqual(['0001_a', '0002_b']);
    await succeeds('rollback', '--steps=2');
    expect(await applied()).toEqual([]);
  });

  it('--after-migration finds what somebody changed by hand', async () => {
    table('0001_a');
    await succeeds('migrate');
    expect(await succeeds('drift')).toContain('Valid');
    await query(database, 'ALTER TABLE a ADD COLUMN by_hand int');
    expect(await fails('validate', '--after-migration')).toContain('Run `nx run api:drift`, which is never cached.');
    expect(await fails('drift', '--after-migration')).toContain('by_hand');
  });

  it('--history-only leaves the schema out of drift, and is for no other target', async () => {
    table('0001_a');
    await succeeds('migrate');
    await query(database, 'ALTER TABLE a ADD COLUMN by_hand int');
    expect(await fails('drift')).toContain('mend: ALTER TABLE public.a DROP COLUMN by_hand;');
    expect(await succeeds('drift', '--history-only')).toContain('The schema was left out, by --history-only.');
    expect(await fails('drift', '--history-only=perhaps')).toContain('history');
    expect(await fails('validate', '--history-only')).toContain('OPTION_INVALID');
  });

  it('--since takes a time and names a text that is none', async () => {
    table('0001_a');
    await succeeds('migrate');
    expect(await succeeds('status', '--history', '--since=1h')).toContain('0001_a');
    expect(await fails('status', '--history', '--since=lately')).toContain('OPTION_INVALID');
  });

  it('--logs --follow goes on with what runs do, until it is interrupted', async () => {
    table('0001_a');
    await succeeds('migrate');
    const env = urlVariables({ api: database });
    const following = workspace.startNx(['run', 'api:status', '--logs', '--follow'], { env });
    await following.untilItSays('up  succeeded  0001_a');
    table('0002_b');
    await succeeds('migrate');
    await following.untilItSays('up  succeeded  0002_b');
    following.interruptGroup();
    expect((await following.ended).output.match(/up {2}succeeded {2}000/g)).toHaveLength(2);
    expect(await fails('status', '--follow')).toContain('OPTION_INVALID');
  });

  it.each([
    ['--status', 'hint: Run `nx run api:status`.'],
    ['--report', 'hint: Run `nx run api:migrate --report=migration-report.json`'],
  ])('%s of the feature document is answered, and nothing is migrated', async (option, answer) => {
    table('0001_a');
    expect(await fails('migrate', option)).toContain(answer);
    expect(await tableNames(database)).toEqual([]);
  });

  it.each([
    ['status', '--no-out-of-order', '--no-out-of-order is for `nx run api:migrate`.'],
    ['status', '-n', '--dry-run is for `nx run api:migrate`, `nx run api:rollback`, `nx run api:repair`.'],
    ['drift', '--to=0001', '--to is for `nx run api:migrate`, `nx run api:rollback`.'],
    ['rollback', '--force', '--force is for `nx run api:migrate`.'],
  ])('%s %s is answered with the commands that have the option', async (target, option, answer) => {
    const output = await fails(target, option);
    expect(output).toContain(`not of ${target}.`);
    expect(output).toContain(answer);
  });

  it('--json is whole lines, however long, whatever the names hold', async () => {
    const ids = Array.from({ length: 300 }, (_, index) => `${1000 + index}_${'ä\u2028'.repeat(40)}`);
    for (const id of ids) writeMigration(workspace, 'apps/api', id, 'SELECT 1;\n', 'SELECT 1;\n');
    const { output } = await run('status', '--json');
    const [line = '', ...others] = output.split('\n').filter((text) => text.startsWith('{'));
    expect(others).toEqual([]);
    expect(line.length).toBeGreaterThan(100_000);
    const { migrations } = JSON.parse(line) as { migrations: readonly { id: string }[] };
    expect(migrations.map(({ id }) => id)).toEqual(ids);
  });

  it('--help knows the type of every option', async () => {
    const help = await succeeds('rollback', '--help');
    expect(help).toMatch(/--to +.*\[string\]/);
    expect(help).not.toContain('undefined');
    expect(help).not.toContain('refused here');
  });

  function table(id: string): void {
    const name = id.replace(/^\d+_/, '');
    writeMigration(workspace, 'apps/api', id, `CREATE TABLE ${name} ();\n`, `DROP TABLE ${name};\n`);
  }

  async function applied(): Promise<readonly unknown[]> {
    const { output } = await run('status', '--json');
    const line = output.split('\n').find((text) => text.startsWith('{')) ?? '{"migrations":[]}';
    const { migrations } = JSON.parse(line) as { migrations: readonly { id: string; state: string }[] };
    return migrations.filter(({ state }) => state === 'applied').map(({ id }) => id);
  }

  const run = (target: string, ...args: readonly string[]) =>
    workspace.nx(['run', `api:${target}`, ...args], { env: urlVariables({ api: database }) });

  async function succeeds(target: string, ...args: readonly string[]): Promise<string> {
    const { output, code } = await run(target, ...args);
    expect({ output, code }).toMatchObject({ code: 0 });
    return output;
  }

  async function fails(target: string, ...args: readonly string[]): Promise<string> {
    const { output, code } = await run(target, ...args);
    expect({ output, code }).toMatchObject({ code: 1 });
    return output;
  }
});
