import type { TypeChange } from '../rule';
import { foldName, readNameAt } from './names';
import { closingOf, findWords, hasWords, skipWords, type Token, textOf } from './tokens';

/** A change of type, taken apart. */
export interface WrittenChange extends TypeChange {
  /** Whether the old value is taken as it is: no USING but the column itself or its cast to the type. */
  readonly keepsValue: boolean;
}

/** The change of `ALTER [COLUMN] name [SET DATA] TYPE …`; the word is ATTRIBUTE in ALTER TYPE, whose CASCADE is none of it. */
export function readTypeChange(action: readonly Token[], word: 'COLUMN' | 'ATTRIBUTE'): WrittenChange | undefined {
  if (!hasWords(action, 0, 'ALTER')) return undefined;
  const name = skipWords(action, 1, word);
  const token = action[name];
  const at = skipWords(action, name + 1, 'SET', 'DATA');
  if (!token || !hasWords(action, at, 'TYPE')) return undefined;
  const using = findWords(action, ['USING'], at);
  const collate = findWords(action, ['COLLATE'], at);
  const behavior =
    word === 'ATTRIBUTE' ? Math.max(findWords(action, ['CASCADE'], at), findWords(action, ['RESTRICT'], at)) : -1;
  const ends = [using, collate, behavior].filter((end) => end >= 0);
  const end = ends.reduce((one, other) => Math.min(one, other), action.length);
  const column = foldName(token);
  const type = textOf(action.slice(at + 1, end));
  return {
    column,
    type,
    collation: collate < 0 ? undefined : readNameAt(action, collate + 1)?.name.key,
    keepsValue: using < 0 || usesOnly(action.slice(using + 1), column, type),
  };
}

/** Whether an expression is `column` or `column::type`, with any number of parentheses around it. */
function usesOnly(expression: readonly Token[], column: string, type: string): boolean {
  const [first, ...more] = expression;
  if (first?.kind === 'open' && closingOf(expression, 0) === expression.length - 1) {
    return usesOnly(expression.slice(1, -1), column, type);
  }
  if (!first || foldName(first) !== column) return false;
  const isCast = more[0]?.source === ':' && more[1]?.source === ':';
  return more.length === 0 || (isCast && textOf(more.slice(2)) === type);
}
