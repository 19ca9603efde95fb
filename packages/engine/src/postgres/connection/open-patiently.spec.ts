import { createFakeClock } from '../../../testing/fake-clock';
import { EngineError } from '../../errors';
import type { Session } from '../session/session';
import { openPatiently } from './open-patiently';

const refused = new EngineError('CONNECTION_FAILED', 'refused');
const never = new AbortController().signal;

async function attemptsWithin(forMs: number): Promise<readonly number[]> {
  const clock = createFakeClock();
  const attempts: number[] = [];
  const open = async (): Promise<Session> => {
    attempts.push(clock.monotonicMs());
    throw refused;
  };
  const quiet = { signal: never, onWaiting: () => {}, onWaited: () => {} };
  await expect(openPatiently(open, { ...quiet, forMs, clock })).rejects.toBe(refused);
  return attempts;
}

it('tries at growing intervals up to the deadline and once more there', async () => {
  const attempts = await attemptsWithin(20_000);
  const pauses = attempts.slice(1).map((at, index) => at - (attempts[index] ?? 0));
  expect(pauses.slice(0, 3)).toEqual([...pauses.slice(0, 3)].sort((one, other) => one - other));
  expect(Math.max(...pauses)).toBeLessThanOrEqual(3_000);
  expect((attempts.at(-1) ?? 0) - (attempts[0] ?? 0)).toBe(20_000);
  expect(attempts.length).toBeLessThan(30);
});

it('tries once without patience', async () => {
  expect(await attemptsWithin(0)).toHaveLength(1);
});
