import type { MeasuredLock } from '../measured-lock';

/** What was measured on the shadow of one major. */
export interface MajorLocks {
  readonly major: number;
  readonly locks: readonly MeasuredLock[];
}

/** What was measured on several majors: once what all did, and with its major what only some did. Pure. */
export function mergeLocks(runs: readonly MajorLocks[]): readonly MeasuredLock[] {
  const [first, ...others] = runs;
  if (!first) return [];
  const sets = runs.map(({ locks }) => new Set(locks.map(keyOf)));
  const isCommon = (lock: MeasuredLock) => sets.every((set) => set.has(keyOf(lock)));
  const ofSome = [first, ...others].flatMap(({ major, locks }) =>
    locks.filter((lock) => !isCommon(lock)).map((lock) => ({ ...lock, postgres: major })),
  );
  return [...first.locks.filter(isCommon), ...ofSome];
}

function keyOf(lock: MeasuredLock): string {
  return JSON.stringify(lock);
}
