import type { Plan } from '../plan/plan';
import { planWithStored } from './plan-with-stored';

const empty: Plan = { direction: 'down', steps: [], refusals: [], notices: [], statuses: [] };

it('reads nothing for a plan that asks for nothing', async () => {
  const read = jest.fn();
  expect(await planWithStored(() => empty, { readStoredScript: read })).toBe(empty);
  expect(read).not.toHaveBeenCalled();
});

it('reads each text once, also those that a plan asks for only when it knows others', async () => {
  const read: string[] = [];
  const plans: (string | undefined)[][] = [];
  await planWithStored(
    (storedText) => {
      const down = storedText('001', 'down');
      plans.push([down, down === '' ? storedText('001', 'up') : undefined]);
      return empty;
    },
    {
      readStoredScript: async (id, direction) => {
        read.push(`${direction} ${id}`);
        return direction === 'down' ? '' : 'SELECT 1';
      },
    },
  );
  expect(read).toEqual(['down 001', 'up 001']);
  expect(plans.at(-1)).toEqual(['', 'SELECT 1']);
});
