/** Modes of PostgreSQL's table locks as `pg_locks` names them, the weakest first. */
export const lockModes = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
] as const;

export type LockMode = (typeof lockModes)[number];

/** Those that make an application wait, as SQL names them. */
export type StrongLock = 'SHARE' | 'SHARE ROW EXCLUSIVE' | 'EXCLUSIVE' | 'ACCESS EXCLUSIVE';

/** Who waits while such a lock is held. */
export type Blocked = 'reads-and-writes' | 'writes';

/** The strongest of several modes; undefined: there is none. Pure. */
export function strongestMode(modes: readonly LockMode[]): LockMode | undefined {
  return lockModes.findLast((mode) => modes.includes(mode));
}

/**
 * The mode as SQL names it, of one that makes reads or writes of a table wait; undefined: nobody but DDL waits for it.
 * `PostgreSQL 18 docs, 13.3.1 Table-Level Locks` Pure.
 */
export function strongLock(mode: LockMode): StrongLock | undefined {
  switch (mode) {
    case 'AccessExclusiveLock':
      return 'ACCESS EXCLUSIVE';
    case 'ExclusiveLock':
      return 'EXCLUSIVE';
    case 'ShareRowExclusiveLock':
      return 'SHARE ROW EXCLUSIVE';
    case 'ShareLock':
      return 'SHARE';
    default:
      return undefined;
  }
}

/** What waits for a lock of that strength. Pure. */
export function blockedBy(lock: StrongLock): Blocked {
  return lock === 'ACCESS EXCLUSIVE' ? 'reads-and-writes' : 'writes';
}
