import { readNameAt } from '../names';
import { type BlockingFact, type BlockingRule, everyTable, type Target, tableTarget, withPartitions } from '../rule';
import { closingOf, findWords, type Token } from '../tokens';

/** CLUSTER and VACUUM FULL. */
export const rewriteTable: BlockingRule = {
  name: 'rewrite-table',
  finds: '`CLUSTER` and `VACUUM FULL` write the table anew under `ACCESS EXCLUSIVE`.',
  example: 'CLUSTER big USING big_v',
  safeExample: 'VACUUM big',
  safeForm: 'Write VACUUM without FULL, or use the extension pg_repack.',
  find: ({ tokens }) => {
    const isVacuum = tokens[0]?.word === 'VACUUM';
    if (isVacuum ? !isFull(tokens) : tokens[0]?.word !== 'CLUSTER') return [];
    const named = isVacuum ? readVacuumed(tokens) : readClustered(tokens);
    const targets = named.length > 0 ? named : [everyTable];
    return targets.map(
      (target): BlockingFact => ({
        target,
        lock: 'ACCESS EXCLUSIVE',
        effect: 'rewrite',
        what: isVacuum ? 'VACUUM FULL' : 'CLUSTER',
      }),
    );
  },
};

function isFull(tokens: readonly Token[]): boolean {
  const isOptions = tokens[1]?.kind === 'open';
  const options = tokens.slice(isOptions ? 2 : 1, isOptions ? closingOf(tokens, 1) : 4);
  const at = options.findIndex(({ word }) => word === 'FULL');
  const value = options[at + 1]?.source.toLowerCase() ?? 'on';
  return at >= 0 && !(isOptions && ['off', 'false', '0'].includes(value));
}

/** Words between VACUUM and its tables. */
const vacuumWords = new Set(['FULL', 'FREEZE', 'VERBOSE', 'ANALYZE', 'ANALYSE']);

function readVacuumed(tokens: readonly Token[]): readonly Target[] {
  let at = tokens[1]?.kind === 'open' ? closingOf(tokens, 1) + 1 : 1;
  while (vacuumWords.has(tokens[at]?.word ?? '')) at += 1;
  const targets: Target[] = [];
  for (;;) {
    const read = readNameAt(tokens, at);
    if (!read) return targets;
    targets.push(withPartitions(tableTarget(read.name)));
    // A table's columns in parentheses are for ANALYZE.
    const next = tokens[read.next]?.kind === 'open' ? closingOf(tokens, read.next) + 1 : read.next;
    if (tokens[next]?.source !== ',') return targets;
    at = next + 1;
  }
}

/** `CLUSTER [(options) | VERBOSE] table [USING index]`, and the old `CLUSTER index ON table`. */
function readClustered(tokens: readonly Token[]): readonly Target[] {
  const afterOptions = tokens[1]?.kind === 'open' ? closingOf(tokens, 1) + 1 : 1;
  const at = tokens[afterOptions]?.word === 'VERBOSE' ? afterOptions + 1 : afterOptions;
  const on = findWords(tokens, ['ON'], at);
  const read = readNameAt(tokens, on >= 0 ? on + 1 : at);
  return read ? [withPartitions(tableTarget(read.name))] : [];
}
