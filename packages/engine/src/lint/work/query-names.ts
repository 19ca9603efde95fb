import { readNameAt } from '../statements/names';
import { skipWords, type Token } from '../statements/tokens';

/** The names that WITH gives to queries, as keys. */
export function readQueryNames(tokens: readonly Token[]): ReadonlySet<string> {
  const names = tokens.flatMap(({ word }, at) => {
    const opens = skipWords(tokens, skipWords(tokens, at + 1, 'NOT'), 'MATERIALIZED');
    if (word !== 'AS' || tokens[opens]?.kind !== 'open') return [];
    const isList = tokens[at - 1]?.kind === 'close';
    const list = isList
      ? tokens.findLastIndex((token, i) => i < at && token.kind === 'open' && token.depth === tokens[at]?.depth)
      : at;
    const name = readNameAt(tokens, list - 1)?.name;
    return name ? [name.key] : [];
  });
  return new Set(names);
}
