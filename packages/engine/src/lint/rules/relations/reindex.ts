import { type BlockingRule, everyTable, tableTarget, withPartitions } from '../../rule';
import { readNameAt } from '../../statements/names';
import { closingOf, skipWords, type Token } from '../../statements/tokens';

/** REINDEX without CONCURRENTLY. */
export const reindex: BlockingRule = {
  name: 'reindex',
  finds:
    '`REINDEX` builds the index under `SHARE` on the table and `ACCESS EXCLUSIVE` on the index, for which also reads wait.',
  example: 'REINDEX TABLE big',
  safeExample: 'REINDEX TABLE CONCURRENTLY big',
  safeForm: 'Write REINDEX … CONCURRENTLY.',
  find: ({ tokens }) => {
    if (tokens[0]?.word !== 'REINDEX') return [];
    const isOptions = tokens[1]?.kind === 'open';
    const object = isOptions ? closingOf(tokens, 1) + 1 : skipWords(tokens, 1, 'VERBOSE');
    const options = isOptions ? tokens.slice(2, object - 1) : [];
    if (tokens[object + 1]?.word === 'CONCURRENTLY' || isOn(options, 'CONCURRENTLY')) return [];
    const fact = { lock: 'ACCESS EXCLUSIVE', effect: 'index-build' } as const;
    const word = tokens[object]?.word;
    const name = readNameAt(tokens, object + 1)?.name;
    if (name && (word === 'TABLE' || word === 'INDEX')) {
      const target = withPartitions(tableTarget(name, { kind: word === 'TABLE' ? 'table' : 'index' }));
      return [{ ...fact, target, what: `REINDEX ${word}` }];
    }
    return [{ ...fact, target: everyTable, what: `REINDEX ${word ?? ''}`.trim() }];
  },
};

function isOn(options: readonly Token[], name: string): boolean {
  const at = options.findIndex(({ word }) => word === name);
  const value = options[at + 1]?.source.toLowerCase();
  return at >= 0 && !['off', 'false', '0'].includes(value ?? 'on');
}
