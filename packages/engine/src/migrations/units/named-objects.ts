import { reservedWords } from '../../sql/names/reserved-words';
import { nextToken, openTokens, type TokenCursor } from '../../sql/statements/tokens';
import type { ParsedScript } from '../migration';

/** A name that a script mentions; without a schema it may be in any. */
export interface ObjectName {
  readonly schema: string | undefined;
  readonly name: string;
}

/**
 * Names that the statements of a script mention outside of strings, each once: of what it makes, and of what that is
 * made over or granted on. The body of a DO block counts, since it makes things; that of a function does not, since it
 * finds them when it is called. A name that means nothing in the database does no harm. Pure.
 */
export function namedObjects({ script, statements }: ParsedScript): readonly ObjectName[] {
  const { text } = script;
  const found = new Map<string, ObjectName>();
  if (!text) return [];
  for (const { start, end, words } of statements) {
    collectNames(text.subarray(start, end), words[0] === 'DO' ? 'with-bodies' : 'without-bodies', found);
  }
  return [...found.values()];
}

type Bodies = 'with-bodies' | 'without-bodies';

function collectNames(text: Buffer, bodies: Bodies, found: Map<string, ObjectName>): void {
  const cursor = openTokens(text);
  let parts: string[] = [];
  let isAfterDot = false;
  const flush = () => {
    const [first, second] = parts;
    if (first !== undefined) add(found, { schema: undefined, name: first });
    if (first !== undefined && second !== undefined) add(found, { schema: first, name: second });
    parts = [];
  };
  for (let kind = nextToken(cursor); kind !== 'end'; kind = nextToken(cursor)) {
    const isDot = kind === 'symbol' && text[cursor.start] === dot;
    const name = kind === 'word' || kind === 'quoted-identifier' ? readName(cursor) : undefined;
    if (!isDot && !isAfterDot) flush();
    if (name !== undefined) parts.push(name);
    if (kind === 'dollar-string' && bodies === 'with-bodies') collectNames(readBody(cursor), bodies, found);
    isAfterDot = isDot;
  }
  flush();
}

const dot = 0x2e;

function add(found: Map<string, ObjectName>, object: ObjectName): void {
  found.set(`${object.schema ?? ''}\0${object.name}`, object);
}

/** Unquoted names are folded to lower case, ASCII letters alone, as the server does in a UTF-8 database. */
function readName({ text, kind, start, end }: TokenCursor): string | undefined {
  const written = text.toString('utf8', start, end);
  if (kind === 'quoted-identifier') return written.slice(written.indexOf('"') + 1, -1).replaceAll('""', '"');
  const folded = written.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return reservedWords.has(folded) ? undefined : folded;
}

function readBody({ text, start, end }: TokenCursor): Buffer {
  const tagEnd = text.indexOf('$', start + 1) + 1;
  return text.subarray(tagEnd, end - (tagEnd - start));
}
