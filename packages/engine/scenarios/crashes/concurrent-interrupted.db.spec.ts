import { eventually } from '../../testing/eventually';
import { type Runner, startRunner } from '../../testing/processes/runner';
import type { TestProject } from '../../testing/projects/test-project';
import {
  indexesOf,
  isWorkerWaiting,
  openOldTransaction,
  valuesOf,
  workersSql,
} from '../../testing/servers/concurrent-table';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const project = useProject(database);
const client = useClient(database, { application_name: 'onlooker' });
/** An old transaction that has read the table and is still open, under the name `shop`. */
const application = useClient(database, { application_name: 'shop' });
/** Lives on from test to test, unless it is killed. */
let runner: Runner | undefined;
beforeEach(() => client.query('CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1, 1), (1, 2)'));
afterAll(() => runner?.stop());

/** What ends a run in the middle of a statement. */
const ends = {
  'its process is killed': async () => {
    await runner?.stop();
    runner = undefined;
  },
  'its process is told to end': async () => runner?.signal('SIGTERM'),
  'its server process is ended': async () => {
    await client.query(`SELECT pg_terminate_backend(pid, 5000) FROM (${workersSql}) w`);
  },
};

/** Statements, with what is there before them and what has to be there in the end. */
const statements = [
  ['CREATE INDEX CONCURRENTLY i ON t (a)', '', ['i valid']],
  ['CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)', '', ['i valid']],
  ['DROP INDEX CONCURRENTLY i', 'CREATE INDEX i ON t (a)', []],
  ['REINDEX INDEX CONCURRENTLY i', 'CREATE INDEX i ON t (a)', ['i valid']],
  ['REINDEX TABLE CONCURRENTLY t', 'CREATE INDEX i ON t (a)', ['i valid']],
  ['REINDEX (CONCURRENTLY) SCHEMA public', 'CREATE INDEX i ON t (a)', ['i valid']],
] as const;

describe.each(Object.entries(ends))('a run that ends because %s', (_, end) => {
  it.each(statements)(
    'in the middle of %s is completed by the next, which begins at once',
    async (sql, setup, expected) => {
      await client.query(setup);
      project.migration('001_c', `${sql}; CREATE TABLE after ()`);
      await openOldTransaction(application);
      await runInto(end);
      const next = project.migrate();
      await application.query('COMMIT');
      expect(failuresOf(await next)).toEqual([]);
      expect(await indexesOf(client)).toEqual(expected);
      expect(await valuesOf(client, "SELECT to_regclass('after')::text")).toEqual(['after']);
    },
  );

  it('in the middle of DETACH PARTITION CONCURRENTLY is completed by the next', async () => {
    await client.query(
      'CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)',
    );
    project.migration('001_d', 'ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY; DROP TABLE p1');
    await openOldTransaction(application, 'p');
    await runInto(end);
    expect(await valuesOf(client, 'SELECT inhdetachpending FROM pg_inherits')).toEqual([true]);
    const next = project.migrate();
    await application.query('COMMIT');
    expect(failuresOf(await next)).toEqual([]);
    expect(await valuesOf(client, 'SELECT 1 FROM pg_inherits')).toEqual([]);
    expect(await valuesOf(client, "SELECT to_regclass('p1')::text")).toEqual([null]);
  });

  it('in the middle of an index without a name says which indexes there are, and goes on as repair is told', async () => {
    project.migration('001_u', 'CREATE INDEX CONCURRENTLY ON t (a); CREATE TABLE after ()');
    await openOldTransaction(application);
    await runInto(end);
    const [failure] = failuresOf(await project.migrate());
    await application.query('COMMIT');
    expect(failure).toMatchObject({
      code: 'STATEMENT_UNKNOWN',
      hint: expect.stringContaining('(t has t_a_idx (invalid)), drop it if it is invalid, then run `repair --id=001_u'),
    });
    await client.query('DROP INDEX t_a_idx');
    await project.repair({ id: '001_u', as: 'not-done', confirm: true });
    expect(failuresOf(await project.migrate())).toEqual([]);
    expect(await indexesOf(client)).toEqual(['t_a_idx valid']);
  });

  it('in the middle of a rollback is completed by the next rollback', async () => {
    project.migration('001_i', 'CREATE INDEX CONCURRENTLY i ON t (a)', 'DROP INDEX CONCURRENTLY i; DROP TABLE t');
    await project.migrate();
    await openOldTransaction(application);
    await runInto(end, 'rollback');
    const next = project.rollback();
    await application.query('COMMIT');
    expect(failuresOf(await next)).toEqual([]);
    expect((await project.status()).migrations).toMatchObject([{ id: '001_i', state: 'pending' }]);
    expect(await valuesOf(client, "SELECT to_regclass('t')::text")).toEqual([null]);
  });
});

function failuresOf({ steps }: Awaited<ReturnType<TestProject['migrate']>>): readonly unknown[] {
  return steps.flatMap(({ error }) => error ?? []);
}

/** Starts a run in a process of its own, and ends it once its worker waits for the old transaction. */
async function runInto(end: () => Promise<void>, command: 'migrate' | 'rollback' = 'migrate'): Promise<void> {
  runner ??= await startRunner();
  const answer = runner.run({ command, settings: project.settings });
  await eventually('the statement waits', () => isWorkerWaiting(client));
  await end();
  expect(['killed', 'failed', 'cancelled']).toContain((await answer).outcome);
}
