import type { Statement } from './statement';
import { nextToken, openTokens, type TokenCursor, upperWord } from './tokens';

/**
 * The options of a statement that has them in parentheses, as `REINDEX (VERBOSE, CONCURRENTLY off)` or
 * `… WITH (connect = false)`: upper-case name → value without quotes, empty when it has none.
 */
export function readOptions(text: Buffer, { start, end }: Statement): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  const cursor = openTokens(text.subarray(start, end));
  let depth = 0;
  let name: string | undefined;
  for (let kind = nextToken(cursor); kind !== 'end'; kind = nextToken(cursor)) {
    if (kind === 'open') depth++;
    else if (kind === 'close') depth--;
    if (depth !== 1 || kind === 'open' || tokenText(cursor) === ',') name = undefined;
    else if (name === undefined) {
      name = upperWord(cursor);
      options.set(name, '');
    } else if (kind !== 'symbol') options.set(name, unquote(tokenText(cursor)));
  }
  return options;
}

function tokenText({ text, start, end }: TokenCursor): string {
  return text.toString('utf8', start, end);
}

function unquote(value: string): string {
  return value.startsWith("'") ? value.slice(1, -1) : value;
}
