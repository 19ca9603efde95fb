import type { Statement } from '../statements/statement';
import { nextToken, openTokens } from '../statements/tokens';

/** Whether a statement names something: as an identifier, or anywhere within a string, whose text may be SQL. */
export function mentionsName(text: Buffer, { start, end }: Pick<Statement, 'start' | 'end'>, name: string): boolean {
  const cursor = openTokens(text.subarray(start, end));
  for (let kind = nextToken(cursor); kind !== 'end'; kind = nextToken(cursor)) {
    const source = cursor.text.toString('utf8', cursor.start, cursor.end);
    switch (kind) {
      case 'word':
        if (source.toLowerCase() === name.toLowerCase()) return true;
        break;
      case 'quoted-identifier':
        if (source.slice(1, -1).replaceAll('""', '"') === name) return true;
        break;
      case 'string':
      case 'dollar-string':
        if (holdsWord(source, name)) return true;
        break;
      default:
        break;
    }
  }
  return false;
}

/** Whether a text holds a word that is no part of a longer one, whatever its case. */
export function holdsWord(text: string, word: string): boolean {
  const [inText, wanted] = [text.toLowerCase(), word.toLowerCase()];
  for (let at = inText.indexOf(wanted); at >= 0; at = inText.indexOf(wanted, at + 1)) {
    const neighbours = inText.slice(Math.max(0, at - 1), at) + inText.slice(at + wanted.length, at + wanted.length + 1);
    if (!/[\p{L}\p{N}_$]/u.test(neighbours)) return true;
  }
  return false;
}
