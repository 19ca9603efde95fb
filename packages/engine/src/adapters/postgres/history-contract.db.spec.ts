import { Client } from 'pg';
import { historyContract } from '../../testing/history-contract';
import { testMajors } from '../../testing/test-majors';
import { startTestServer, type TestServer } from '../../testing/test-server';
import { systemClock } from '../system-clock';
import { openSession } from './connect';
import { PostgresHistoryStore } from './store';

describe.each(testMajors(14, 18))('PostgresHistoryStore on PostgreSQL %i', (major) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ major });
  });
  afterAll(() => server.stop());

  it.each(historyContract)('$name', async ({ check }) => {
    const database = await server.createDatabase();
    const stores: PostgresHistoryStore[] = [];
    const open = ({ project = 'api', runLockTimeoutMs = 30_000 } = {}) => {
      const applicationName = `pgrestify ${project}`;
      const store = new PostgresHistoryStore({
        open: () =>
          openSession({ kind: 'server', ssl: undefined, ...database }, { applicationName, connectTimeoutMs: 5_000 }),
        description: 'test',
        project,
        target: '',
        clock: systemClock,
        runLockTimeoutMs,
        largeScript: () => [],
      });
      stores.push(store);
      return store;
    };
    const openGate = async () => {
      const client = new Client(database);
      await client.connect();
      await client.query('CREATE TABLE gate ()');
      await client.end();
    };
    try {
      await expect(check({ open, openGate })).resolves.toBeUndefined();
    } finally {
      await Promise.all(stores.map((store) => store.close()));
    }
  });
});
