import { createTestProject, startTestServer, type TestServer } from '@pgrestify/engine/testing';
import { Client } from 'pg';
import { changes, subjects } from './testing/changes';
import { generateProject } from './testing/generated-project';
import { runRepeatables } from './testing/run-script';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** One that is empty is a draft, which no run applies. */
const filled = changes.filter(({ kind }) => kind !== 'empty');

it.each(filled)('passes on tables with rows where the application must not wait, up and down: %j', async (options) => {
  const generated = await generateProject('basic');
  const database = await server.createDatabase();
  const client = new Client(database);
  await client.connect();
  await runRepeatables(client, generated.before());
  await client.query(subjects);
  await client.end();
  const project = createTestProject(database, { migrations: { zeroDowntime: true } });
  try {
    const { up, down } = await generated.addMigration(options);
    project.migration('1-change', up, down);
    expect(await project.migrate()).toMatchObject({ outcome: 'succeeded', refusals: [] });
    expect(await project.rollback()).toMatchObject({ outcome: 'succeeded', refusals: [] });
  } finally {
    project.dispose();
  }
});
