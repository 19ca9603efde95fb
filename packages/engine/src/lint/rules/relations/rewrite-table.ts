import { type BlockingFact, type BlockingRule, everyTable, type Target, tableTarget, withPartitions } from '../../rule';
import { readNameAt } from '../../statements/names';
import { closingOf, findWords, type Token } from '../../statements/tokens';

/** CLUSTER, VACUUM FULL, and REPACK of PostgreSQL 19. */
export const rewriteTable: BlockingRule = {
  name: 'rewrite-table',
  finds: '`CLUSTER`, `VACUUM FULL` and `REPACK` without `CONCURRENTLY` write the table anew under `ACCESS EXCLUSIVE`.',
  example: 'CLUSTER big USING big_v',
  safeExample: 'VACUUM big',
  safeForm: 'Write VACUUM without FULL, or use the extension pg_repack.',
  newerSafeForm: {
    since: 19,
    text: 'Write REPACK (CONCURRENTLY) in a script of its own; for a table without a primary key or replica identity, VACUUM without FULL.',
  },
  find: ({ tokens }) => {
    const what = describeRewrite(tokens);
    if (what === undefined) return [];
    const named = tokens[0]?.word === 'VACUUM' ? readVacuumed(tokens) : readClustered(tokens);
    const targets = named.length > 0 ? named : [everyTable];
    return targets.map((target): BlockingFact => ({ target, lock: 'ACCESS EXCLUSIVE', effect: 'rewrite', what }));
  },
};

function describeRewrite(tokens: readonly Token[]): string | undefined {
  switch (tokens[0]?.word) {
    case 'CLUSTER':
      return 'CLUSTER';
    case 'VACUUM':
      return isSet(tokens, 'FULL') ? 'VACUUM FULL' : undefined;
    case 'REPACK':
      return isSet(tokens, 'CONCURRENTLY') ? undefined : 'REPACK';
    default:
      return undefined;
  }
}

/** Whether an option is given, in parentheses or without, and not set to off. */
function isSet(tokens: readonly Token[], option: string): boolean {
  const isOptions = tokens[1]?.kind === 'open';
  const options = tokens.slice(isOptions ? 2 : 1, isOptions ? closingOf(tokens, 1) : 4);
  const at = options.findIndex(({ word }) => word === option);
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

/** `CLUSTER [(options) | VERBOSE] table [USING index]`, REPACK in the same way, and the old `CLUSTER index ON table`. */
function readClustered(tokens: readonly Token[]): readonly Target[] {
  const afterOptions = tokens[1]?.kind === 'open' ? closingOf(tokens, 1) + 1 : 1;
  const at = tokens[afterOptions]?.word === 'VERBOSE' ? afterOptions + 1 : afterOptions;
  const on = findWords(tokens, ['ON'], at);
  const read = readNameAt(tokens, on >= 0 ? on + 1 : at);
  return read ? [withPartitions(tableTarget(read.name))] : [];
}
