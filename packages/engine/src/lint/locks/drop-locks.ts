import { type BlockingFact, type Drop, momentaryLock } from '../rule';
import { foldName, type Name, readNameAt } from '../statements/names';
import { closingOf, findWords, hasWords, skipWords, splitAtCommas, type Token, textOf } from '../statements/tokens';

/** What stands behind DROP, and how the catalog calls it. */
const objects: readonly (readonly [readonly string[], Drop['object']])[] = [
  [['TABLE'], 'relation'],
  [['FOREIGN', 'TABLE'], 'relation'],
  [['VIEW'], 'relation'],
  [['MATERIALIZED', 'VIEW'], 'relation'],
  [['SEQUENCE'], 'relation'],
  [['INDEX'], 'relation'],
  [['SCHEMA'], 'schema'],
  [['TYPE'], 'type'],
  [['DOMAIN'], 'type'],
  [['FUNCTION'], 'function'],
  [['PROCEDURE'], 'function'],
  [['ROUTINE'], 'function'],
  [['AGGREGATE'], 'function'],
  [['EXTENSION'], 'extension'],
  [['TRIGGER'], 'trigger'],
  [['POLICY'], 'policy'],
  [['RULE'], 'rule'],
];

/** The locks of DROP: on the object itself, and on the tables of all that goes with it. */
export function findDropLocks(tokens: readonly Token[]): readonly BlockingFact[] {
  const [words, object] = objects.find(([words]) => hasWords(tokens, 1, ...words)) ?? [];
  if (!words || !object || hasWords(tokens, 2, 'CONCURRENTLY')) return [];
  const start = skipWords(tokens, 1 + words.length, 'IF', 'EXISTS');
  const ending = tokens.findLastIndex(({ word }) => word === 'CASCADE' || word === 'RESTRICT');
  const end = ending === tokens.length - 1 && ending > start ? ending : tokens.length;
  const behavior = tokens[end]?.word === 'CASCADE' ? 'cascade' : 'restrict';
  const named = tokens.slice(start, end);
  const what = ['DROP', ...words].join(' ');
  const ifExists = start > 1 + words.length;
  const fact = (name: Name, signature: string | undefined, part: string | undefined) =>
    momentaryLock(name, 'ACCESS EXCLUSIVE', what, {
      kind: 'dropped',
      ifExists,
      part,
      drop: { object, signature, behavior },
    });
  if (object === 'trigger' || object === 'policy' || object === 'rule') {
    const on = findWords(named, ['ON']);
    const table = on > 0 ? readNameAt(named, on + 1)?.name : undefined;
    return table && named[0] ? [fact(table, undefined, foldName(named[0]))] : [];
  }
  return splitAtCommas(named).flatMap((one) => {
    const read = readNameAt(one, 0);
    if (!read) return [];
    const isCall = object === 'function' && one[read.next]?.kind === 'open';
    return [
      fact(read.name, isCall ? textOf(one.slice(read.next + 1, closingOf(one, read.next))) : undefined, undefined),
    ];
  });
}
