import { eventually } from '../../testing/eventually';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const client = useClient(database);
const project = useProject(database, { migrations: { lockTimeoutMs: 100, lockRetryForMs: 60_000 } });

it('tries a script again that had prepared a statement when a lock was not given', async () => {
  await client.query('CREATE TABLE gate ()');
  await client.query('BEGIN; LOCK TABLE gate');
  project.migration('001_prepared', 'PREPARE p AS SELECT 1; LOCK TABLE gate; EXECUTE p;');
  const run = project.migrate();
  await eventually('it is tried again', () => project.events.some(({ type }) => type === 'step-retrying'));
  await client.query('COMMIT');
  expect((await run).outcome).toBe('succeeded');
});

it('runs a script that prepares a statement of the same name as one that failed before it', async () => {
  project.migration('001_fails', 'PREPARE p AS SELECT 1; SELECT 1 / 0;');
  project.migration('002_next', 'PREPARE p AS SELECT 2; EXECUTE p;');
  const { steps } = await project.migrate({ force: true });
  expect(steps.map(({ step, outcome }) => `${step.id} ${outcome}`)).toEqual(['001_fails failed', '002_next succeeded']);
});
