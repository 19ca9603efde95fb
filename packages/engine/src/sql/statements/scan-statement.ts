import { assertNever } from '../../errors';
import type { MetaCommand, SqlProblem, Statement } from './statement';
import { nextToken, openTokens, type TokenCursor, type TokenKind, type Unterminated, upperWord } from './tokens';

interface Scanned {
  /** Where the next scan begins. */
  readonly next: number;
  /** False when only the text's end ended it: with more text the answer may be another. */
  readonly closed: boolean;
  readonly problems: readonly SqlProblem[];
}

/** What begins at an offset of a text: one statement, one psql command, or nothing more. */
export type Scan =
  | (Scanned & {
      readonly kind: 'statement';
      readonly statement: Statement;
      /** It is a COPY from the client: its data begins on the next line. */
      readonly copies: boolean;
    })
  | (Scanned & { readonly kind: 'meta-command'; readonly command: MetaCommand })
  | (Scanned & { readonly kind: 'end' });

/**
 * Reads the first statement at or after `offset`. A semicolon ends it, except within quotes, comments, parentheses
 * (`CREATE RULE … DO (…; …)`) and the body of `CREATE FUNCTION … BEGIN ATOMIC … END`. Never throws: what is wrong is
 * in `problems`.
 */
export function scanStatement(text: Buffer, offset: number): Scan {
  const cursor = openTokens(text, offset);
  let first = nextToken(cursor);
  while (first === 'semicolon') first = nextToken(cursor);
  switch (first) {
    case 'end':
      return { kind: 'end', next: text.length, closed: false, problems: describeUnterminated(cursor.unterminated) };
    case 'backslash':
      return scanMetaCommand(text, cursor.start);
    default:
      return scanFromFirstToken(cursor);
  }
}

/** How many words of a statement are kept for telling its kind. */
const maxWords = 8;

function scanFromFirstToken(cursor: TokenCursor): Scan {
  const { text, start } = cursor;
  const words: string[] = [];
  const problems: SqlProblem[] = [];
  let body: AtomicBody | undefined;
  let depth = 0;
  let end = start;
  for (let kind = cursor.kind; kind !== 'end'; kind = nextToken(cursor)) {
    if (kind === 'backslash') {
      problems.push(metaCommandProblem(text, cursor.start));
      cursor.end = lineEnd(text, cursor.start);
      continue;
    }
    if (depth === 0) {
      if (kind === 'semicolon' && (body === undefined || body === 'none')) {
        return { ...describeStatement(start, end, words), next: cursor.end, closed: true, problems };
      }
      if (words.length < maxWords && (kind === 'word' || kind === 'quoted-identifier')) {
        words.push(kind === 'word' ? upperWord(cursor) : '"');
        if (createsRoutine(words)) body ??= 'none';
      }
      if (body !== undefined) body = followBody(body, kind, cursor);
    }
    if (kind === 'open') depth++;
    else if (kind === 'close' && depth > 0) depth--;
    end = cursor.end;
  }
  problems.push(...describeUnterminated(cursor.unterminated));
  return { ...describeStatement(start, end, words), next: text.length, closed: false, problems };
}

function describeStatement(start: number, end: number, words: readonly string[]) {
  return { kind: 'statement', statement: { start, end, words }, copies: copiesFromClient(words) } as const;
}

/** Where a token stands relative to `BEGIN ATOMIC … END`. */
type AtomicBody =
  /** Before or after it. */
  | 'none'
  /** After BEGIN. */
  | 'begun'
  /** Where a statement of the body, or its END, may begin. */
  | 'between'
  /** In a statement of the body. */
  | 'within';

/**
 * The grammar ends each statement of a body with a semicolon, so the body's END is the one that begins a statement:
 * that of a CASE, or a column's label (`SELECT 1 AS end;`), never does. (psql counts CASE and END and errs on labels.)
 */
function followBody(body: AtomicBody, kind: TokenKind, cursor: TokenCursor): AtomicBody {
  switch (body) {
    case 'none':
      return kind === 'word' && upperWord(cursor) === 'BEGIN' ? 'begun' : 'none';
    case 'begun':
      return kind === 'word' && upperWord(cursor) === 'ATOMIC' ? 'between' : 'none';
    case 'between':
      if (kind === 'semicolon') return 'between';
      return kind === 'word' && upperWord(cursor) === 'END' ? 'none' : 'within';
    case 'within':
      return kind === 'semicolon' ? 'between' : 'within';
    default:
      return assertNever(body);
  }
}

function createsRoutine(words: readonly string[]): boolean {
  if (words[0] !== 'CREATE') return false;
  const object = words[1] === 'OR' && words[2] === 'REPLACE' ? words[3] : words[1];
  return object === 'FUNCTION' || object === 'PROCEDURE';
}

/** `COPY … FROM STDIN`; the grammar takes STDOUT for it too. */
function copiesFromClient(words: readonly string[]): boolean {
  if (words[0] !== 'COPY') return false;
  const source = words[words.indexOf('FROM') + 1];
  return source === 'STDIN' || source === 'STDOUT';
}

/** psql reads a command to the end of its line. */
function scanMetaCommand(text: Buffer, start: number): Scan {
  const end = lineEnd(text, start);
  const isKnown = /^\\(un)?restrict$/.test(metaCommandName(text, start));
  return {
    kind: 'meta-command',
    command: { start, end },
    next: end,
    closed: end < text.length,
    problems: isKnown ? [] : [metaCommandProblem(text, start)],
  };
}

function metaCommandProblem(text: Buffer, offset: number): SqlProblem {
  const message = `${metaCommandName(text, offset)} is a command of psql, not SQL`;
  return { code: 'SQL_META_COMMAND', message, offset };
}

/** The backslash and what follows it up to a blank; what is long is cut. */
function metaCommandName(text: Buffer, start: number): string {
  const [name = '\\'] = /^\\\S*/.exec(text.toString('utf8', start, Math.min(lineEnd(text, start), start + 40))) ?? [];
  return name;
}

function lineEnd(text: Buffer, start: number): number {
  const end = text.indexOf(LINE_FEED, start);
  return end < 0 ? text.length : end;
}

const LINE_FEED = 10;

function describeUnterminated(unterminated: Unterminated | undefined): readonly SqlProblem[] {
  if (unterminated === undefined) return [];
  const { what, offset } = unterminated;
  return [{ code: 'SQL_SYNTAX', message: `The ${what} that begins here does not end`, offset }];
}
