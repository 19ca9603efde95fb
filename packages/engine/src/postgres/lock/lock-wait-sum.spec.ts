import { addLockWait, isLockWaitSpent, type LockWaitSum, totalLockWaitMs } from './lock-wait-sum';

/** Looks at one transaction, as `[now, waiting since]`. */
function sumOf(...looks: readonly (readonly [number, number?])[]): LockWaitSum {
  const sums = looks.reduce<LockWaitSum | undefined>(
    (sum, [nowMs, waitingSinceMs]) => addLockWait(sum, { transaction: 'a', nowMs, waitingSinceMs }),
    undefined,
  );
  return sums ?? { transaction: 'a', pastMs: 0, waitingSinceMs: undefined, nowMs: 0 };
}

const limit = { maxMs: 1_000, lookEveryMs: 100 };

it.each([
  [
    'a wait that goes on',
    [
      [100, 0],
      [200, 0],
    ] as const,
    200,
  ],
  ['a wait that is over by the next look', [[100, 0], [200]] as const, 200],
  [
    'a second wait that began at once',
    [
      [100, 0],
      [200, 150],
    ] as const,
    200,
  ],
  ['no wait', [[100], [200]] as const, 0],
  ['waits apart', [[100, 0], [200], [700], [800, 750]] as const, 250],
])('sums up %s', (_, looks, total) => {
  expect(totalLockWaitMs(sumOf(...looks))).toBe(total);
});

it('leaves a single wait to lock_timeout', () => {
  expect(isLockWaitSpent(sumOf([5_000, 0]), limit)).toBe(false);
});

it('is spent when the next look would come too late, and only while it waits', () => {
  expect(isLockWaitSpent(sumOf([700, 0], [850, 800]), limit)).toBe(false);
  expect(isLockWaitSpent(sumOf([700, 0], [900, 800]), limit)).toBe(true);
  expect(isLockWaitSpent(sumOf([700, 0], [5_000]), limit)).toBe(false);
});

it('begins anew with another transaction', () => {
  const sum = addLockWait(sumOf([900, 0]), { transaction: 'b', nowMs: 1_000, waitingSinceMs: 950 });
  expect(totalLockWaitMs(sum)).toBe(50);
});
