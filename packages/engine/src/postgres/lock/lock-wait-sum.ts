/** What was seen of a transaction at one moment, in milliseconds of the server's clock. */
export interface LockWaitSample {
  /** Tells one transaction from the next. */
  readonly transaction: string;
  readonly nowMs: number;
  /** When the lock was asked for that it waits for; undefined when it waits for none. */
  readonly waitingSinceMs: number | undefined;
}

/** The waits of a transaction so far. */
export interface LockWaitSum {
  readonly transaction: string;
  /** Of waits that are over. Where the end of one was not seen, up to when it was seen to be over. */
  readonly pastMs: number;
  readonly waitingSinceMs: number | undefined;
  readonly nowMs: number;
}

/** The sum after another look at the transaction; begins anew with another transaction. */
export function addLockWait(sum: LockWaitSum | undefined, sample: LockWaitSample): LockWaitSum {
  const { transaction, nowMs, waitingSinceMs } = sample;
  if (sum?.transaction !== transaction) return { ...sample, pastMs: 0 };
  const { waitingSinceMs: before } = sum;
  const isOver = before !== undefined && before !== waitingSinceMs;
  return { transaction, nowMs, waitingSinceMs, pastMs: sum.pastMs + (isOver ? (waitingSinceMs ?? nowMs) - before : 0) };
}

/** All waits together, with the one that goes on. */
export function totalLockWaitMs({ pastMs, waitingSinceMs, nowMs }: LockWaitSum): number {
  return pastMs + (waitingSinceMs === undefined ? 0 : nowMs - waitingSinceMs);
}

/**
 * Whether a transaction that waits is to be taken back before the next look: its waits would be longer together than
 * one may be. The first wait is never ended so: that is for lock_timeout, which knows its length exactly.
 */
export function isLockWaitSpent(
  sum: LockWaitSum,
  limit: { readonly maxMs: number; readonly lookEveryMs: number },
): boolean {
  const waits = sum.waitingSinceMs !== undefined && sum.pastMs > 0;
  return waits && totalLockWaitMs(sum) + limit.lookEveryMs >= limit.maxMs;
}
