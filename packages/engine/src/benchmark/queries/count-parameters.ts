import { nextToken, openTokens } from '../../sql/statements/tokens';

/** The highest n of the `$n` in a query; 0 without any. Those in quotes and comments are none. Pure. */
export function countParameters(query: string): number {
  const text = Buffer.from(query);
  const cursor = openTokens(text);
  let highest = 0;
  for (let kind = nextToken(cursor); kind !== 'end'; kind = nextToken(cursor)) {
    if (kind !== 'number') continue;
    const number = /^\$(\d+)/.exec(text.toString('latin1', cursor.start, cursor.end))?.[1];
    highest = Math.max(highest, Number(number ?? 0));
  }
  return highest;
}
