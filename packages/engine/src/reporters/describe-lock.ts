import { describeWait } from '../checks/describe-wait';
import type { MeasuredLock } from '../checks/measured-lock';

/** `add-posts-index: SHARE on posts, blocks writes, full scan, builds an index (up.sql:1)`. Pure. */
export function describeLock(lock: MeasuredLock): string {
  const { id, path, line, postgres } = lock;
  const file = path.slice(path.lastIndexOf('/') + 1);
  const on = postgres === undefined ? '' : `, on PostgreSQL ${postgres}`;
  return `${id}: ${describeWait(lock)} (${file}:${line}${on})`;
}

/**
 * What new migrations lock, a line each: what takes long on a large table first. So many are told, and how many more there
 * are. Pure.
 */
export function describeLocks(locks: readonly MeasuredLock[], most: number): readonly string[] {
  const rest = locks.length > most ? [`and ${locks.length - most} more`] : [];
  return [...longestFirst(locks).slice(0, most).map(describeLock), ...rest];
}

/** Those that take long on a large table first, in the order of the migrations otherwise. Pure. */
function longestFirst(locks: readonly MeasuredLock[]): readonly MeasuredLock[] {
  return [...locks.filter(({ work }) => work !== 'none'), ...locks.filter(({ work }) => work === 'none')];
}
