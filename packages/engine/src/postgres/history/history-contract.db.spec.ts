import { Client } from 'pg';
import { historyContract } from '../../../testing/contracts/history-contract';
import { testMajors } from '../../../testing/servers/test-majors';
import { useServer } from '../../../testing/servers/use-database';
import { systemClock } from '../../adapters/system-clock';
import { openSession } from '../connection/connect';
import { PostgresHistoryStore } from './store';

describe.each(testMajors(14, 18))('PostgresHistoryStore on PostgreSQL %i', (major) => {
  const server = useServer({ major });

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
