import { Client } from 'pg';
import { createTestProject } from '../../../testing/projects/test-project';
import { useServer } from '../../../testing/servers/use-database';
import { createHistorySql } from '../../history/layout';

const server = useServer();

it('never takes a history that is being created or dropped for one of somebody else', async () => {
  const database = await server.createDatabase();
  const project = createTestProject(database);
  const maker = new Client(database);
  await maker.connect();
  let isRead = false;
  const making = (async () => {
    while (!isRead) {
      await maker.query(`BEGIN; ${createHistorySql} COMMIT`);
      await maker.query('DROP SCHEMA pgrestify CASCADE');
    }
  })();
  for (let reading = 0; reading < 150; reading += 1) {
    expect((await project.status()).outcome).toBe('succeeded');
  }
  isRead = true;
  await making;
  await maker.end();
  project.dispose();
});
