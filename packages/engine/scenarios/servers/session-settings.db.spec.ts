import { Client } from 'pg';
import { useClient, useDatabase, useProject, useServer } from '../../testing/servers/use-database';

const server = useServer();
const database = useDatabase(server);
const client = useClient(database);
const project = useProject(database);
beforeEach(() =>
  client.query(
    `DO $$ BEGIN CREATE ROLE app_owner; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
     CREATE SCHEMA app AUTHORIZATION app_owner; CREATE TABLE app.t (a int); ALTER TABLE app.t OWNER TO app_owner`,
  ),
);

const head = 'SET search_path TO app;\nSET ROLE app_owner;\n';

async function ownersIn(schema: string): Promise<readonly unknown[]> {
  const { rows } = await client.query({
    text: `SELECT relname || ' of ' || relowner::regrole FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'i') ORDER BY 1`,
    values: [schema],
    rowMode: 'array',
  });
  return rows.map(([value]) => value);
}

it('keeps what a script sets for all its statements when they run one by one', async () => {
  project.migration(
    '001_i',
    `${head}CREATE INDEX CONCURRENTLY i ON t (a);\nCREATE TABLE u ();\nRESET ROLE;\nVACUUM t;\nCREATE TABLE v ();`,
  );
  const { steps } = await project.migrate();
  expect(steps.flatMap(({ error }) => error ?? [])).toEqual([]);
  expect(await ownersIn('app')).toEqual(['i of app_owner', 't of app_owner', 'u of app_owner', 'v of postgres']);
});

it('keeps it also when the script is resumed, and not for the next script', async () => {
  await client.query('INSERT INTO app.t VALUES (1), (1)');
  project.migration('001_i', `${head}CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);\nCREATE TABLE u ();`);
  project.migration('002_w', 'CREATE TABLE w ();');
  const { steps } = await project.migrate();
  expect(steps[0]?.error).toMatchObject({ sqlState: '23505', location: { line: 3, column: 1 } });
  expect(await ownersIn('app')).toEqual(['t of app_owner']);
  await client.query('TRUNCATE app.t');
  expect((await project.migrate()).outcome).toBe('succeeded');
  expect(await ownersIn('app')).toEqual(['i of app_owner', 't of app_owner', 'u of app_owner']);
  expect(await ownersIn('public')).toEqual(['w of postgres']);
});

it('tells the place of an error behind what was set before', async () => {
  project.migration('001_v', `${head}VACUUM t;\nCREATE TABLE u (x nothing);`);
  const { steps } = await project.migrate();
  expect(steps[0]?.error?.location).toMatchObject({ line: 4, column: 19 });
});

it('records the failure of a statement that left something behind under another role', async () => {
  const application = new Client(database);
  await application.connect();
  await application.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await application.query('SELECT * FROM app.t');
  project.migration('001_i', `${head}CREATE INDEX CONCURRENTLY i ON t (a);`);
  const { steps } = await project.migrate({ concurrentTimeout: '200ms' });
  expect(steps[0]?.error).toMatchObject({ code: 'CONCURRENT_TIMEOUT' });
  expect((await project.status({ logs: true })).events).toMatchObject([
    { action: 'run', outcome: 'failed' },
    { id: '001_i', outcome: 'failed', errorCode: 'CONCURRENT_TIMEOUT' },
  ]);
  await application.end();
  expect((await project.migrate()).outcome).toBe('succeeded');
  expect(await ownersIn('app')).toEqual(['i of app_owner', 't of app_owner']);
});
