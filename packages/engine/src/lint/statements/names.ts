import { cutName } from '../../sql/names/cut-name';
import { alwaysQuoteIdentifier } from '../../sql/names/quote';
import { skipWords, splitAtCommas, type Token } from './tokens';

/** A name in a statement. */
export interface Name {
  /** As it is written. */
  readonly written: string;
  /** Every part folded as PostgreSQL does and quoted, so that equal names are equal texts: `"app"."users"`. */
  readonly key: string;
}

/** The name at an index, of one part or several, and the index after it; undefined when none stands there. */
export function readNameAt(
  tokens: readonly Token[],
  at: number,
): { readonly name: Name; readonly next: number } | undefined {
  const parts: Token[] = [];
  let next = at;
  for (;;) {
    const part = tokens[next];
    if (!part || !isName(part)) return undefined;
    parts.push(part);
    next += 1;
    if (tokens[next]?.source !== '.') break;
    next += 1;
  }
  const written = parts.map(({ source }) => source).join('.');
  return { name: { written, key: parts.map((part) => alwaysQuoteIdentifier(foldName(part))).join('.') }, next };
}

/** The names of a list, each with or without ONLY before it. */
export function readNames(tokens: readonly Token[]): readonly Name[] {
  return splitAtCommas(tokens).flatMap((part) => readNameAt(part, skipWords(part, 0, 'ONLY'))?.name ?? []);
}

/** A name with another last part: what `RENAME TO` makes of it, or an index of the same schema. */
export function siblingOf(name: Name, sibling: Name): Name {
  const head = name.key.lastIndexOf('"."');
  const writtenHead = name.written.lastIndexOf('.');
  if (head < 0) return sibling;
  return {
    key: `${name.key.slice(0, head + 2)}${sibling.key}`,
    written: `${name.written.slice(0, writtenHead + 1)}${sibling.written}`,
  };
}

/** The name without its schema. */
export function lastPart(key: string): string {
  const head = key.lastIndexOf('"."');
  return head < 0 ? key : key.slice(head + 2);
}

/** What a name means: unquoted ones in small letters, long ones cut. */
export function foldName({ kind, source }: Token): string {
  if (kind !== 'quoted-identifier') return cutName(source.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()));
  return cutName(source.slice(source.indexOf('"') + 1, -1).replaceAll('""', '"'));
}

/** An empty one is none: the server will say so. */
function isName(token: Token): boolean {
  return token.kind === 'word' || (token.kind === 'quoted-identifier' && foldName(token) !== '');
}
