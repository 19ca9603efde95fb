import { eventually } from '../../testing/eventually';
import { type Runner, startRunners } from '../../testing/processes/runner';
import { createTestProject } from '../../testing/projects/test-project';
import { indexesOf, isWorkerWaiting, openOldTransaction } from '../../testing/servers/concurrent-table';
import { givenMajor } from '../../testing/servers/test-majors';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const project = useProject(database);
const client = useClient(database, { application_name: 'onlooker' });
/** An old transaction that has read the table and is still open, under the name `shop`. */
const application = useClient(database, { application_name: 'shop' });
let runners: readonly Runner[] = [];
beforeEach(() => client.query('CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1, 1), (1, 2)'));
afterEach(async () => {
  await Promise.all(runners.map((runner) => runner.stop()));
  runners = [];
});

it('is recorded with the time that it took, and when it was done', async () => {
  await client.query(`CREATE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE plpgsql
    AS $$ BEGIN PERFORM pg_sleep(0.2); RETURN 1; END $$`);
  project.migration('001_i', 'CREATE INDEX CONCURRENTLY i ON t (slow(a));\nCREATE INDEX CONCURRENTLY j ON t (b);');
  const { rows: before } = await client.query('SELECT clock_timestamp() AS at');
  expect((await project.migrate()).outcome).toBe('succeeded');
  const { rows } = await client.query(
    `SELECT m.duration_ms >= 400 AND e.duration_ms >= 400 AND m.applied_at >= $1::timestamptz + interval '400ms' AS is_whole
    FROM pgrestify.migrations m JOIN pgrestify.migration_events e USING (id)`,
    [before[0].at],
  );
  expect(rows).toEqual([{ is_whole: true }]);
});

describe('beside others', () => {
  it('builds an index while 4 runners wait for the lock', async () => {
    project.migration('001_i', 'CREATE INDEX CONCURRENTLY i ON t (a)');
    runners = await startRunners(5);
    await openOldTransaction(application);
    const answers = runners.map((runner) => runner.run({ command: 'migrate', settings: project.settings }));
    await eventually('the build waits', () => isWorkerWaiting(client));
    await application.query('COMMIT');
    const outcomes = (await Promise.all(answers)).map(({ message, outcome }) => message ?? outcome);
    expect(outcomes.sort()).toEqual([...Array(4).fill('nothing-to-do'), 'succeeded']);
    expect(await indexesOf(client)).toEqual(['i valid']);
    if (givenMajor() === undefined) expect(server.logText()).not.toContain('deadlock');
  });

  it.each([
    ['CREATE INDEX CONCURRENTLY i ON t (a)', 'i valid'],
    ['REINDEX TABLE CONCURRENTLY t', 'old valid'],
    ['DROP INDEX CONCURRENTLY old', undefined],
  ])('names the old transaction that %s waits for', async (sql, index) => {
    if (!sql.startsWith('CREATE')) await client.query('CREATE INDEX old ON t (a)');
    project.migration('001_i', sql);
    await openOldTransaction(application);
    const run = project.migrate();
    await eventually('the blocker is named', () => project.events.some(({ type }) => type === 'step-waiting'));
    expect(project.events).toContainEqual(
      expect.objectContaining({
        type: 'step-waiting',
        id: '001_i',
        blockers: [expect.objectContaining({ application: 'shop', query: expect.stringContaining('SELECT') })],
      }),
    );
    await application.query('COMMIT');
    expect((await run).outcome).toBe('succeeded');
    expect(await indexesOf(client)).toEqual(index ? [index] : []);
  });

  it('waits longer than lock_timeout, which other statements outside a transaction keep', async () => {
    const impatient = createTestProject(database, { migrations: { lockTimeoutMs: 50 } });
    impatient.migration('001_i', 'CREATE INDEX CONCURRENTLY i ON t (a)');
    await openOldTransaction(application);
    const run = impatient.migrate();
    await eventually('the blocker is named', () => impatient.events.some(({ type }) => type === 'step-waiting'));
    await application.query('COMMIT');
    expect((await run).outcome).toBe('succeeded');

    impatient.migration('002_v', 'VACUUM FULL t');
    await openOldTransaction(application);
    const { outcome, steps } = await impatient.migrate();
    expect([outcome, steps[0]?.error?.code]).toEqual(['failed', 'LOCK_TIMEOUT']);
    await application.query('COMMIT');
    expect((await impatient.migrate()).outcome).toBe('succeeded');
    impatient.dispose();
  });

  it('ends the wait after --concurrent-timeout, and builds the index in the next run', async () => {
    project.migration('001_i', 'CREATE INDEX CONCURRENTLY i ON t (a)');
    await openOldTransaction(application);
    const { outcome, steps } = await project.migrate({ concurrentTimeout: '300ms' });
    expect([outcome, steps[0]?.error?.code]).toEqual(['failed', 'CONCURRENT_TIMEOUT']);
    await application.query('COMMIT');
    expect((await project.migrate({ concurrentTimeout: '10min' })).outcome).toBe('succeeded');
    expect(await indexesOf(client)).toEqual(['i valid']);
  });

  it('names a --concurrent-timeout that is no duration', async () => {
    await expect(project.migrate({ concurrentTimeout: 'soon' })).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});

describe('a build that fails on a duplicate', () => {
  it('leaves no index, is recorded as 1 of 3, and goes on once the data is mended', async () => {
    project.migration('001_i', 'CREATE TABLE u ();\nCREATE UNIQUE INDEX CONCURRENTLY i ON t (a);\nCREATE TABLE v ();');
    const { outcome, steps } = await project.migrate();
    expect([outcome, steps[0]?.error?.sqlState]).toEqual(['failed', '23505']);
    expect(await indexesOf(client)).toEqual([]);
    expect((await project.status()).migrations).toMatchObject([
      { id: '001_i', state: 'failed', row: { unitsDone: 1, unitsTotal: 3, unitStarted: undefined } },
    ]);
    await client.query('DELETE FROM t WHERE b = 2');
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(await indexesOf(client)).toEqual(['i valid']);
  });

  it('leaves no index whose name PostgreSQL chose, and spares those of others', async () => {
    await client.query('CREATE UNIQUE INDEX CONCURRENTLY other ON t (a)').catch(() => {});
    project.migration('001_i', 'CREATE UNIQUE INDEX CONCURRENTLY ON t (a)');
    expect((await project.migrate()).outcome).toBe('failed');
    expect(await indexesOf(client)).toEqual(['other invalid']);
    await client.query('DELETE FROM t WHERE b = 2');
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(await indexesOf(client)).toEqual(['other invalid', 't_a_idx valid']);
  });

  it('may be corrected in its file', async () => {
    project.migration('001_i', 'CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)');
    await project.migrate();
    project.migration('001_i', 'CREATE UNIQUE INDEX CONCURRENTLY i ON t (b)');
    expect((await project.migrate()).outcome).toBe('succeeded');
    expect(await indexesOf(client)).toEqual(['i valid']);
  });

  it('is known by a name that needs quoting, in a schema that does', async () => {
    await client.query('CREATE SCHEMA "S 1"; CREATE TABLE "S 1"."T" (a int); INSERT INTO "S 1"."T" VALUES (1), (1)');
    project.migration('001_i', 'CREATE UNIQUE INDEX CONCURRENTLY "we""ird" ON "S 1"."T" (a)');
    expect((await project.migrate()).outcome).toBe('failed');
    expect(await indexesOf(client)).toEqual([]);
  });
});

it.each(['', 'IF NOT EXISTS '])('refuses to build %sover an invalid index of somebody else', async (ifNotExists) => {
  await client.query('CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)').catch(() => {});
  project.migration('001_i', `CREATE INDEX CONCURRENTLY ${ifNotExists}i ON t (a)`);
  const { steps } = await project.migrate();
  expect(steps[0]?.error).toMatchObject({ code: 'INVALID_INDEX', hint: 'Drop it first: DROP INDEX CONCURRENTLY i.' });
  expect(await indexesOf(client)).toEqual(['i invalid']);
});
