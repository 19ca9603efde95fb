import type { Statement } from '../sql/statement';
import { type ConcurrentStatement, parseConcurrent } from './concurrent-statement';

/**
 * How to go on at a statement outside a transaction that was started and whose end is not known: run it again, since
 * twice is the same as once; ask the catalog; or stop, since nothing tells.
 */
export type InterruptedUnit =
  | { readonly decision: 'run-again' }
  | { readonly decision: 'ask-catalog'; readonly statement: ConcurrentStatement }
  | { readonly decision: 'unknown' };

/** Commands that do the same when they run twice. */
const repeatable = new Set(['VACUUM', 'ANALYZE', 'REINDEX', 'CLUSTER', 'CHECKPOINT', 'DISCARD']);

export function decideInterruptedUnit(text: Buffer, statement: Statement): InterruptedUnit {
  const concurrent = parseConcurrent(text, statement);
  if (concurrent) {
    // A name that PostgreSQL chose is not known.
    const isUnnamed = concurrent.action === 'create' && concurrent.name === undefined;
    return isUnnamed ? { decision: 'unknown' } : { decision: 'ask-catalog', statement: concurrent };
  }
  const [first = '', second = ''] = statement.words;
  const isRepeatable = repeatable.has(first) || (first === 'ALTER' && second === 'SYSTEM');
  return { decision: isRepeatable ? 'run-again' : 'unknown' };
}
