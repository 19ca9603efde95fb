import type { Statement } from '../../sql/statements/statement';
import { type ConcurrentStatement, parseConcurrent } from './concurrent-statement';

/**
 * How to go on at a statement outside a transaction that was started and whose end is not known: run it again, since
 * twice is the same as once; ask the catalog; or stop, since nothing tells.
 */
export type InterruptedUnit =
  | { readonly decision: 'run-again' }
  | { readonly decision: 'ask-catalog'; readonly statement: ConcurrentStatement }
  /** `unnamedOn` is the table of an index whose name PostgreSQL chose. */
  | { readonly decision: 'unknown'; readonly unnamedOn?: string };

/** Commands that do the same when they run twice. */
const repeatable = new Set(['VACUUM', 'ANALYZE', 'REINDEX', 'CLUSTER', 'REPACK', 'CHECKPOINT', 'DISCARD']);

export function decideInterruptedUnit(text: Buffer, statement: Statement): InterruptedUnit {
  const concurrent = parseConcurrent(text, statement);
  if (concurrent) {
    // The table may have other indexes on the same columns, so the catalog does not tell which one is meant.
    const isUnnamed = concurrent.action === 'create' && concurrent.name === undefined;
    return isUnnamed
      ? { decision: 'unknown', unnamedOn: concurrent.table }
      : { decision: 'ask-catalog', statement: concurrent };
  }
  const [first = '', second = ''] = statement.words;
  const isRepeatable = repeatable.has(first) || (first === 'ALTER' && second === 'SYSTEM');
  return { decision: isRepeatable ? 'run-again' : 'unknown' };
}
