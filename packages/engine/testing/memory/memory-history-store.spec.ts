import { historyContract } from '../contracts/history-contract';
import { createFakeClock } from '../fake-clock';
import { createMemoryDatabase } from './memory-database';
import { MemoryHistoryStore } from './memory-history-store';

describe('MemoryHistoryStore', () => {
  it.each(historyContract)('$name', async ({ check }) => {
    const database = createMemoryDatabase();
    database.fail({ statement: 'gate', how: 'error', sqlState: '42P01', message: 'relation "gate" does not exist' });
    const clock = createFakeClock();
    const harness = {
      open: (options = {}) => new MemoryHistoryStore(database, { clock, ...options }),
      openGate: async () => database.mend(),
    };
    await expect(check(harness)).resolves.toBeUndefined();
  });
});
