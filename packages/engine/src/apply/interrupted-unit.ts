import type { Statement } from '../sql/statement';
import { type ConcurrentIndexStatement, parseConcurrentIndex } from './index-statement';

/**
 * How to go on at a statement outside a transaction that was started and whose end is not known: run it again, since
 * twice is the same as once; ask the catalog; or stop, since nothing tells.
 */
export type InterruptedUnit =
  | { readonly decision: 'run-again' }
  | { readonly decision: 'ask-index'; readonly index: ConcurrentIndexStatement & { readonly name: string } }
  | { readonly decision: 'unknown' };

/** Commands that do the same when they run twice. */
const repeatable = new Set(['VACUUM', 'ANALYZE', 'REINDEX', 'CLUSTER', 'CHECKPOINT', 'DISCARD']);

export function decideInterruptedUnit(text: Buffer, statement: Statement): InterruptedUnit {
  const [first = '', second = ''] = statement.words;
  if (repeatable.has(first) || (first === 'ALTER' && second === 'SYSTEM')) {
    return { decision: 'run-again' };
  }
  const index = parseConcurrentIndex(text, statement);
  if (index?.name !== undefined) {
    return { decision: 'ask-index', index: { ...index, name: index.name } };
  }
  return { decision: 'unknown' };
}
