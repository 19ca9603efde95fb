import type { MeasuredLock, TableWork } from '../checks/measured-lock';

/** `add-posts-index: SHARE on posts, blocks writes, full scan, builds an index (up.sql:1)`. Pure. */
export function describeLock(lock: MeasuredLock): string {
  const { id, path, line, blocks, work, heldSinceLine, postgres } = lock;
  const parts = [
    `${id}: ${describeLocked(lock)}${heldSinceLine === undefined ? '' : ` (held since line ${heldSinceLine})`}`,
    `blocks ${blocks === 'writes' ? 'writes' : 'reads and writes'}`,
    workWords[work],
  ];
  const file = path.slice(path.lastIndexOf('/') + 1);
  const on = postgres === undefined ? '' : `, on PostgreSQL ${postgres}`;
  return `${parts.join(', ')} (${file}:${line}${on})`;
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

const workWords: Readonly<Record<TableWork, string>> = {
  rewrite: 'rewrites it',
  'index-build': 'full scan, builds an index',
  scan: 'full scan',
  none: 'for a moment',
};

function describeLocked({ lock, kind, table, index }: MeasuredLock): string {
  const name = withoutPublic(table);
  const relation = kind === 'table' ? name : `${kind.replace('-', ' ')} ${name}`;
  if (index === undefined) return `${lock} on ${relation}`;
  const ofIndex = `ACCESS EXCLUSIVE on index ${withoutPublic(index)}`;
  return lock === undefined ? `${ofIndex} of ${relation}` : `${lock} on ${relation} and ${ofIndex}`;
}

function withoutPublic(name: string): string {
  return name.startsWith('public.') ? name.slice('public.'.length) : name;
}
