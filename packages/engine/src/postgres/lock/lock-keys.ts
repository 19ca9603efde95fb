/** An advisory lock by the two halves of its key, as pg_locks shows them. */
export interface LockKey {
  readonly classId: number;
  readonly objectId: number;
}

/** High half of our keys: 'pgre' in ASCII. Advisory locks are per database, so the key need not name it. */
export const keySpace = 0x70677265;

/** Held by a runner on its second connection, from before it reads history until it ends. */
export const runLock: LockKey = { classId: keySpace, objectId: 1 };

/**
 * Held by the worker's own session while it executes something. It outlives a killed runner for as long as the server
 * still works on the runner's last message; whoever gets the run lock waits for it before reading history.
 */
export const workerLock: LockKey = { classId: keySpace, objectId: 2 };

/** Held by who makes shadows on a server, in the database where one connects to make databases: roles are the server's. */
export const shadowLock: LockKey = { classId: keySpace, objectId: 3 };

/** High half of a run's token, whose low half is random. */
export const tokenSpace = keySpace + 1;

/** High half of the lock whose low half is the second at which the run lock was given. */
export const sinceSpace = keySpace + 2;

/** Bigint literal of a lock's key. */
export function lockKeySql(lock: LockKey): string {
  return `${(BigInt(lock.classId) << 32n) | BigInt(lock.objectId)}::bigint`;
}

/** Condition on `pg_locks l`: that lock of this database. Expects search_path pg_catalog. */
export function isLockSql(lock: LockKey): string {
  return `l.locktype = 'advisory' AND l.classid = ${lock.classId} AND l.objid = ${lock.objectId} AND l.objsubid = 1
  AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())`;
}
