import type { MeasuredLock, TableWork } from './measured-lock';

/** What is said of a lock that was measured. */
export type Wait = Pick<MeasuredLock, 'table' | 'kind' | 'lock' | 'index' | 'blocks' | 'work' | 'heldSinceLine'>;

/** `SHARE on posts, blocks writes, full scan, builds an index`. Pure. */
export function describeWait(wait: Wait): string {
  const { blocks, work, heldSinceLine } = wait;
  const parts = [
    `${describeLocked(wait)}${heldSinceLine === undefined ? '' : ` (held since line ${heldSinceLine})`}`,
    `blocks ${blocks === 'writes' ? 'writes' : 'reads and writes'}`,
    workWords[work],
  ];
  return parts.join(', ');
}

const workWords: Readonly<Record<TableWork, string>> = {
  rewrite: 'rewrites it',
  'index-build': 'full scan, builds an index',
  scan: 'full scan',
  none: 'for a moment',
};

function describeLocked({ lock, kind, table, index }: Wait): string {
  const name = withoutPublic(table);
  const relation = kind === 'table' || kind === 'partitioned-table' ? name : `${kind.replace('-', ' ')} ${name}`;
  if (index === undefined) return `${lock} on ${relation}`;
  const ofIndex = `ACCESS EXCLUSIVE on index ${withoutPublic(index)}`;
  return lock === undefined ? `${ofIndex} of ${relation}` : `${lock} on ${relation} and ${ofIndex}`;
}

function withoutPublic(name: string): string {
  return name.startsWith('public.') ? name.slice('public.'.length) : name;
}
