import { type Name, readNameAt } from '../statements/names';
import { findWords, skipWords, type Token } from '../statements/tokens';

/** The table that SELECT … INTO makes; undefined for another query. */
export function readSelectInto(tokens: readonly Token[]): Name | undefined {
  const at = findWords(tokens, ['INTO']);
  if (at < 0) return undefined;
  const kinds = ['TEMPORARY', 'TEMP', 'UNLOGGED'];
  const afterKind = kinds.reduce((next, word) => skipWords(tokens, next, word), at + 1);
  return readNameAt(tokens, skipWords(tokens, afterKind, 'TABLE'))?.name;
}
