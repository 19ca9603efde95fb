import { nextToken, openTokens } from '../../sql/statements/tokens';

/** Values of SQL between commas, or what is wrong with the list. */
export type SplitValues = { readonly values: readonly string[] } | { readonly problem: string };

/** `1, 'a, b', array[2, 3]` in its three values. What a value means is the server's to say. Pure. */
export function splitValues(text: string): SplitValues {
  const bytes = Buffer.from(text);
  const cursor = openTokens(bytes);
  const values: string[] = [];
  let depth = 0;
  let start = 0;
  for (let kind = nextToken(cursor); kind !== 'end'; kind = nextToken(cursor)) {
    const source = bytes.toString('utf8', cursor.start, cursor.end);
    if (kind === 'semicolon' || kind === 'backslash') return { problem: `\`${source}\` is no part of a value` };
    if (kind === 'open' || source === '[') depth += 1;
    if (kind === 'close' || source === ']') depth -= 1;
    if (depth < 0) return { problem: `\`${source}\` closes nothing` };
    if (source !== ',' || depth > 0) continue;
    values.push(cutValue(bytes, start, cursor.start));
    start = cursor.end;
  }
  if (cursor.unterminated) return { problem: `a ${cursor.unterminated.what} is not closed` };
  if (depth > 0) return { problem: 'a bracket is not closed' };
  values.push(cutValue(bytes, start, bytes.length));
  return values.includes('') ? { problem: 'a value is empty' } : { values };
}

function cutValue(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('utf8', start, end).trim();
}
