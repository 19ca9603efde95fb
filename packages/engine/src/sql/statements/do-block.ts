import type { Statement } from './statement';
import { nextToken, openTokens, upperWord } from './tokens';

/**
 * True for a DO block with a COMMIT or ROLLBACK of its own, which PostgreSQL refuses inside a transaction (2D000). Seen
 * where PL/pgSQL begins a statement, so that `ON COMMIT DROP`, a comment and a string do not count.
 */
export function commitsInBlock(text: Buffer, { start, end }: Statement): boolean {
  const cursor = openTokens(text.subarray(start, end));
  for (let kind = nextToken(cursor); kind !== 'end'; kind = nextToken(cursor)) {
    const isBody = kind === 'string' || kind === 'dollar-string';
    if (isBody && endsTransaction(readBody(cursor.text.toString('utf8', cursor.start, cursor.end)))) return true;
  }
  return false;
}

/** After these a statement of PL/pgSQL begins; `>` closes a label. */
const beforeStatement = new Set([';', 'BEGIN', 'THEN', 'ELSE', 'LOOP', '>']);

function endsTransaction(body: string): boolean {
  const cursor = openTokens(Buffer.from(body));
  let previous = '';
  for (let kind = nextToken(cursor); kind !== 'end'; kind = nextToken(cursor)) {
    const token = upperWord(cursor);
    if (kind === 'word' && (token === 'COMMIT' || token === 'ROLLBACK') && beforeStatement.has(previous)) return true;
    previous = token;
  }
  return false;
}

/** What a string literal means, near enough for finding words. */
function readBody(literal: string): string {
  const tag = /^\$[^$]*\$/.exec(literal)?.[0];
  if (tag !== undefined) return literal.slice(tag.length, -tag.length);
  const quoted = literal.slice(literal.indexOf("'") + 1, -1).replaceAll("''", "'");
  return /^e/i.test(literal)
    ? quoted.replace(/\\(.)/gs, (_, escaped: string) => escapes.get(escaped) ?? escaped)
    : quoted;
}

const escapes = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
