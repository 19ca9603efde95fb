import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { MigrationEvent } from '../../src/events';
import type { RunResult } from '../../src/run/command';
import { eventually } from '../../testing/eventually';
import { writeLargeScript } from '../../testing/limits/large-script';
import { createTestProject, type TestProject } from '../../testing/projects/test-project';
import { openOldTransaction } from '../../testing/servers/concurrent-table';
import { testMajors } from '../../testing/servers/test-majors';
import type { TestDatabase } from '../../testing/servers/test-server-types';
import { useClient, useDatabase, useProject, useProxy, useServer } from '../../testing/servers/use-database';
import { sqlOf } from '../../testing/servers/wire-messages';

// How far a step is, seen from beside. Each is held at a known point by somebody's lock.

type StepProgress = Extract<MigrationEvent, { type: 'step-progress' }>;

const samplesOf = ({ events }: TestProject): readonly StepProgress[] =>
  events.filter((event): event is StepProgress => event.type === 'step-progress');

/** Waits until somebody who looks on was told something like that; rejects when the run ends without. */
async function untilTold(project: TestProject, run: Promise<RunResult>, told: object): Promise<void> {
  let ended: RunResult | undefined;
  void run.then((result) => {
    ended = result;
  });
  const isTold = (sample: StepProgress) => {
    try {
      expect(sample).toMatchObject(told);
      return true;
    } catch {
      return false;
    }
  };
  await eventually(`it is told ${JSON.stringify(told)}`, () => {
    if (ended) throw new Error(`It ended as ${ended.outcome}; told was ${JSON.stringify(samplesOf(project))}`);
    return samplesOf(project).some(isTold);
  });
}

/** Calls of `held` wait while that session has the lock. */
const heldFunction = `CREATE FUNCTION held(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN
  IF $1 = 900 THEN PERFORM pg_advisory_xact_lock_shared(42); END IF; RETURN $1; END $$`;

/** Of 19, where CLUSTER and VACUUM FULL are in the same view. */
function repackCases(major: number, hold: () => Promise<unknown>): [string, () => Promise<unknown>, string, object][] {
  const told = { command: 'REPACK', phase: 'rebuilding index', relation: 'public.indexed' };
  return major < 19 ? [] : [['what is repacked', hold, 'REPACK indexed', told]];
}

describe.each(testMajors(14, 18))('on PostgreSQL %i', (major) => {
  const server = useServer({ major });
  const database = useDatabase(server);
  const project = useProject(database, { progress: 'watched' });
  const application = useClient(database, { application_name: 'shop' });
  beforeEach(() =>
    application.query(`${heldFunction}; CREATE TABLE t (a int, b int);
      INSERT INTO t SELECT g, g FROM generate_series(1, 1000) g; CREATE TABLE indexed AS SELECT * FROM t; CREATE INDEX by_a ON indexed (a); CREATE INDEX ON indexed (held(a))`),
  );

  const holdFunction = () => application.query('SELECT pg_advisory_lock(42)');
  const holdPage = () => application.query('BEGIN; DECLARE c CURSOR FOR SELECT FROM t; FETCH 1 FROM c');
  const release = () => application.query('ROLLBACK; SELECT pg_advisory_unlock_all()');

  it.each<[string, () => Promise<unknown>, string, object]>([
    [
      'the index that it builds',
      holdFunction,
      'CREATE INDEX CONCURRENTLY i ON t (held(a))',
      {
        command: 'CREATE INDEX CONCURRENTLY',
        phase: 'building index: scanning table',
        relation: 'public.t',
        amount: { total: expect.any(Number), unit: 'blocks' },
      },
    ],
    [
      'the transactions that it waits for',
      () => openOldTransaction(application, 'indexed'),
      'REINDEX TABLE CONCURRENTLY indexed',
      { command: 'REINDEX CONCURRENTLY', phase: expect.stringMatching(/^waiting for/), amount: { unit: 'sessions' } },
    ],
    [
      'what is copied',
      holdFunction,
      `CREATE TABLE c (a int CHECK (held(a) > 0));\nCOPY c FROM stdin;\n${'1\n'.repeat(5_000)}900\n\\.\n`,
      // Counted as they are written, which is in batches.
      { command: 'COPY FROM', amount: { done: expect.any(Number), unit: 'rows' } },
    ],
    [
      'what is vacuumed',
      holdPage,
      'VACUUM (FREEZE, DISABLE_PAGE_SKIPPING) t',
      { command: 'VACUUM', phase: 'scanning heap' },
    ],
    ['what is analysed', holdFunction, 'ANALYZE indexed', { command: 'ANALYZE', phase: 'computing statistics' }],
    [
      'what is rewritten',
      holdFunction,
      'CLUSTER indexed USING by_a',
      { command: 'CLUSTER', phase: 'rebuilding index', amount: { unit: 'indexes' } },
    ],
    ...repackCases(major, holdFunction),
  ])('tells of a script %s', async (_what, hold, sql, told) => {
    project.migration('001_a', sql);
    await hold();
    const run = project.migrate();
    await untilTold(project, run, { id: '001_a', action: 'up', server: told });
    await release();
    expect((await run).outcome).toBe('succeeded');
  });

  it('says who is in the way, and at what the server waits', async () => {
    project.migration('001_a', 'ALTER TABLE t ADD COLUMN c int');
    await application.query('BEGIN; LOCK t');
    const run = project.migrate();
    await untilTold(project, run, { waitEvent: 'Lock/relation', blockers: [{ application: 'shop' }] });
    await release();
    expect((await run).outcome).toBe('succeeded');
  });

  it('counts the statements of a script that runs in parts', async () => {
    project.migration(
      '001_a',
      'CREATE INDEX CONCURRENTLY i ON t (a);\nCREATE INDEX CONCURRENTLY j ON t (held(a));\nANALYZE t;',
    );
    await holdFunction();
    const run = project.migrate();
    await untilTold(project, run, { statements: { done: 1, total: 3 } });
    await release();
    expect((await run).outcome).toBe('succeeded');
  });
});

describe('a run that is watched', () => {
  const server = useServer();
  const database = useDatabase(server);
  const proxy = useProxy(server);
  const address = () => ({ ...database, port: proxy.port });
  const watched = useProject(address, { progress: 'watched' });
  const unwatched = useProject(address);
  const application = useClient(database, { application_name: 'shop' });

  /** What is asked of the views of progress, from now on. */
  function askedForProgress(): readonly string[] {
    const asked: string[] = [];
    proxy.watch((message) => {
      const sql = sqlOf(message);
      if (sql?.includes('pg_stat_progress_')) asked.push(sql);
    });
    return asked;
  }

  it('names the step that the server is at, of those that were sent ahead', async () => {
    await application.query('CREATE TABLE t ()');
    for (const [index, sql] of ['CREATE TABLE a ()', 'ALTER TABLE t ADD a int', 'CREATE TABLE c ()'].entries()) {
      watched.migration(`00${index + 1}`, sql);
    }
    await application.query('BEGIN; LOCK t');
    const run = watched.migrate();
    await eventually('it is told twice', () => samplesOf(watched).length >= 2);
    await application.query('ROLLBACK');
    expect((await run).outcome).toBe('succeeded');
    expect(new Set(samplesOf(watched).map(({ id }) => id))).toEqual(new Set(['002']));
  });

  it('says how much of a large script is sent', async () => {
    await application.query('CREATE TABLE t ()');
    const path = join(watched.settings.migrationsPath, '001_large/up.sql');
    writeLargeScript(path, 12_000_000);
    const text = readFileSync(path, 'utf8');
    watched.write('migrations/001_large/up.sql', text.replace('INSERT INTO big VALUES (9000,', 'LOCK TABLE t;\n$&'));
    await application.query('BEGIN; LOCK t');
    const run = watched.migrate();
    await untilTold(watched, run, {
      waitEvent: 'Lock/relation',
      statements: { total: 0 },
      bytes: { total: expect.any(Number) },
    });
    await application.query('ROLLBACK');
    expect((await run).outcome).toBe('succeeded');
    const [{ statements, bytes } = { statements: undefined, bytes: undefined }] = samplesOf(watched).slice(-1);
    expect(statements?.done).toBeGreaterThan(7_000);
    expect((bytes?.done ?? 0) / (bytes?.total ?? 1)).toBeCloseTo(0.75, 0);
  });

  it('says how long the same step took, in whatever environment it ran last from this workspace', async () => {
    const heldOnce = async (project: TestProject, database: TestDatabase) => {
      project.migration('001', 'ALTER TABLE t ADD a int');
      const client = new Client(database);
      await client.connect();
      await client.query('CREATE TABLE t ()');
      await client.query('BEGIN; LOCK t');
      const run = project.migrate();
      await untilTold(project, run, {});
      await client.query('ROLLBACK');
      expect((await run).outcome).toBe('succeeded');
      await client.end();
      return samplesOf(project)[0]?.expected;
    };
    const { workspacePath } = watched.settings;
    expect(await heldOnce(watched, database)).toBeUndefined();
    const other = await server.createDatabase();
    const production = createTestProject(other, { workspacePath, environment: 'production', progress: 'watched' });
    expect(await heldOnce(production, other)).toEqual({ environment: 'staging', durationMs: expect.any(Number) });
  });

  it('sends no message more for steps that are short', async () => {
    const costOf = async (project: TestProject, schema: string) => {
      project.migration('001', `CREATE SCHEMA ${schema}`);
      project.migration('002', `CREATE INDEX CONCURRENTLY ${schema}_i ON t (a)`);
      const before = proxy.traffic().roundTrips;
      expect((await project.migrate()).outcome).toBe('succeeded');
      await application.query('DROP SCHEMA pgrestify CASCADE');
      return proxy.traffic().roundTrips - before;
    };
    await application.query('CREATE TABLE t (a int)');
    await costOf(unwatched, 'first');
    expect(await costOf(watched, 'second')).toBe(await costOf(unwatched, 'third'));
    expect(samplesOf(watched)).toEqual([]);
  });

  it('asks in the message that asks who is in the way, after one that asks what the server has', async () => {
    const asked = askedForProgress();
    await application.query('CREATE TABLE t ()');
    await application.query('BEGIN; LOCK t');
    watched.migration('001', 'ALTER TABLE t ADD a int');
    const run = watched.migrate();
    await eventually('it is told twice', () => samplesOf(watched).length >= 2);
    await application.query('ROLLBACK');
    await run;
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(asked.filter((sql) => !sql.includes('pg_blocking_pids'))).toEqual([]);
    expect(asked.filter((sql) => sql.includes('pg_attribute'))).toHaveLength(1);
  });

  it('is asked nothing of the sort where nobody looks on', async () => {
    const asked = askedForProgress();
    await application.query('CREATE TABLE t ()');
    await application.query('BEGIN; LOCK t');
    unwatched.migration('001', 'ALTER TABLE t ADD a int');
    const run = unwatched.migrate();
    await eventually('it waits', () => unwatched.events.some(({ type }) => type === 'step-waiting'));
    await application.query('ROLLBACK');
    await run;
    expect(asked).toEqual([]);
    expect(samplesOf(unwatched)).toEqual([]);
  });

  it('names who is in the way also where the server refuses to say how far it is', async () => {
    await application.query(`CREATE ROLE app LOGIN PASSWORD 'given'; ALTER DATABASE ${database.database} OWNER TO app;
      ALTER SCHEMA public OWNER TO app; CREATE TABLE t (); ALTER TABLE t OWNER TO app;
      REVOKE SELECT ON pg_stat_progress_vacuum FROM PUBLIC`);
    const project = createTestProject({ ...database, user: 'app', password: 'given' }, { progress: 'watched' });
    project.migration('001', 'ALTER TABLE t ADD a int');
    await application.query('BEGIN; LOCK t');
    const run = project.migrate();
    await eventually('the blocker is named', () => project.events.some(({ type }) => type === 'step-waiting'));
    await application.query('ROLLBACK');
    expect((await run).outcome).toBe('succeeded');
    expect(samplesOf(project)).toEqual([]);
    project.dispose();
  });
});
