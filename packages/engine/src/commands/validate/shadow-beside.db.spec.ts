import { found, messageOf } from '../../../testing/projects/findings';
import { createTestProject, type TestProject } from '../../../testing/projects/test-project';
import { useClient, useDatabase, useServer } from '../../../testing/servers/use-database';

// A shadow on the very server of the environment, as the config allows it: also on a major that no package has.

const server = useServer();
const database = useDatabase(server);
const client = useClient(database);

let project: TestProject;
beforeEach(() => {
  const address = { ...database, kind: 'server', ssl: undefined } as const;
  const shadow = { server: { kind: 'url', database: address, sharedWith: [] }, allowedServers: ['staging'] } as const;
  project = createTestProject(database, { shadow });
  project.migration('001_users', 'CREATE TABLE users (id int PRIMARY KEY, email text)', 'DROP TABLE users');
  project.migration('002_index', 'CREATE INDEX CONCURRENTLY emails ON users (email)', 'DROP INDEX emails');
  project.write('repeatable/emails.sql', 'CREATE OR REPLACE VIEW emails_of AS SELECT email FROM users');
});
afterEach(() => project.dispose());

const scratchNames = async () =>
  (await client.query("SELECT datname FROM pg_database WHERE datname ~ '^pgrestify_scratch'")).rows;

it('validate tries the files on its major', async () => {
  const { major } = server;
  expect(await project.validate()).toMatchObject({ outcome: 'succeeded', findings: [], postgres: [major] });
  project.migration('003_half', 'CREATE TABLE a (); CREATE TABLE b ()', 'DROP TABLE a');
  expect(found(await project.validate())).toEqual(['error DOWN_NOT_INVERSE migrations/003_half/down.sql']);
  expect(await scratchNames()).toEqual([]);
});

it('drift and --verify compare with what the files make there', async () => {
  expect(await project.migrate({ verify: true })).toMatchObject({ outcome: 'succeeded' });
  expect(await project.validate({ afterMigration: true })).toMatchObject({ outcome: 'succeeded', findings: [] });
  await client.query('ALTER TABLE users ADD COLUMN by_hand text');
  const drift = await project.validate({ afterMigration: true });
  expect(found(drift)).toEqual(['error SCHEMA_DRIFT undefined']);
  expect(messageOf(drift)).toContain('+ column by_hand type text');
  expect(await scratchNames()).toEqual([]);
});
