/** What a token is, as far as splitting and classifying statements need to know. */
export type TokenKind =
  /** An unquoted identifier or keyword. */
  | 'word'
  /** `"name"`, `U&"name"`. */
  | 'quoted-identifier'
  /** `'…'`, `E'…'`, `U&'…'`, `B'…'`, `X'…'`, `N'…'`. */
  | 'string'
  /** `$$…$$`, `$tag$…$tag$`. */
  | 'dollar-string'
  /** A number or a parameter (`$1`), with whatever word is glued to it. */
  | 'number'
  | 'open'
  | 'close'
  | 'semicolon'
  /** Begins a psql command: a backslash outside quotes is no SQL. */
  | 'backslash'
  /** Any other byte: operators, commas, dots. */
  | 'symbol'
  /** No token is left. */
  | 'end';

/** A quote or comment that the text's end cut off. */
export interface Unterminated {
  readonly what: 'string' | 'quoted identifier' | 'dollar-quoted string' | 'comment';
  readonly offset: number;
}

/**
 * A position in a text and the token there. The one mutable record of the lexer: an object for every token of a
 * 100 MB script would cost more than reading it.
 */
export interface TokenCursor {
  readonly text: Buffer;
  kind: TokenKind;
  start: number;
  /** Exclusive; the next token is looked for from here. */
  end: number;
  unterminated: Unterminated | undefined;
}

/** A cursor before the first token at or after `offset`. */
export function openTokens(text: Buffer, offset = 0): TokenCursor {
  return { text, kind: 'symbol', start: offset, end: offset, unterminated: undefined };
}

/**
 * Moves the cursor to the next token, comments and blanks passed over, and answers its kind. The rules are those of
 * PostgreSQL's scan.l and psql's psqlscan.l with `standard_conforming_strings` on, over bytes: every byte above 127
 * is part of a word, so that UTF-8 needs no decoding.
 */
export function nextToken(cursor: TokenCursor): TokenKind {
  const { text } = cursor;
  const at = skipBlanks(cursor);
  cursor.start = at;
  if (at >= text.length) return endToken(cursor, 'end', text.length);
  const byte = text[at];
  if (isWordStart[byte] === 1) return readWord(cursor);
  if (isDigit(byte)) return readNumber(cursor, at);
  switch (byte) {
    case QUOTE:
      return readQuoted(cursor, 'string', at);
    case DOUBLE_QUOTE:
      return readQuoted(cursor, 'quoted-identifier', at);
    case DOLLAR:
      return readDollar(cursor);
    case OPEN:
      return endToken(cursor, 'open', at + 1);
    case CLOSE:
      return endToken(cursor, 'close', at + 1);
    case SEMICOLON:
      return endToken(cursor, 'semicolon', at + 1);
    case BACKSLASH:
      return endToken(cursor, 'backslash', at + 1);
    default:
      return endToken(cursor, 'symbol', at + 1);
  }
}

/** The word under the cursor with its ASCII letters in upper case, as PostgreSQL compares keywords. */
export function upperWord({ text, start, end }: TokenCursor): string {
  const word = text.toString('latin1', start, end);
  const known = upperWords.get(word);
  if (known !== undefined) return known;
  if (upperWords.size >= maxUpperWords) upperWords.clear();
  const upper = text.toString('utf8', start, end).replace(/[a-z]+/g, (letters) => letters.toUpperCase());
  upperWords.set(word, upper);
  return upper;
}

/** A script repeats few words very often: a string of its own for each doubles the time of a 100 MB one (measured). */
const upperWords = new Map<string, string>();
const maxUpperWords = 1000;

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const DOLLAR = 36;
const AMPERSAND = 38;
const QUOTE = 39;
const OPEN = 40;
const CLOSE = 41;
const STAR = 42;
const DASH = 45;
const SLASH = 47;
const SEMICOLON = 59;
const BACKSLASH = 92;
const UNDERSCORE = 95;

/** `ident_start` of scan.l. */
const isWordStart = new Uint8Array(256);
/** `ident_cont` of scan.l. */
const isWordPart = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  const isLetter = ((byte | 32) >= 97 && (byte | 32) <= 122 && byte < 128) || byte === UNDERSCORE || byte >= 128;
  isWordStart[byte] = isLetter ? 1 : 0;
  isWordPart[byte] = isLetter || isDigit(byte) || byte === DOLLAR ? 1 : 0;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || (byte >= TAB && byte <= CARRIAGE_RETURN);
}

function endToken(cursor: TokenCursor, kind: TokenKind, end: number): TokenKind {
  cursor.kind = kind;
  cursor.end = end;
  return kind;
}

function cutOff(cursor: TokenCursor, what: Unterminated['what'], offset: number): number {
  cursor.unterminated = { what, offset };
  return cursor.text.length;
}

/** Offset of the first byte after `cursor.end` that is neither blank nor in a comment. */
function skipBlanks(cursor: TokenCursor): number {
  const { text } = cursor;
  let at = cursor.end;
  for (;;) {
    const byte = text[at];
    if (isBlank(byte)) at++;
    else if (byte === DASH && text[at + 1] === DASH) at = lineCommentEnd(text, at);
    else if (byte === SLASH && text[at + 1] === STAR) at = blockCommentEnd(cursor, at);
    else return at;
  }
}

/** A line comment ends before a line feed or a lone carriage return. */
function lineCommentEnd(text: Buffer, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== LINE_FEED && text[at] !== CARRIAGE_RETURN) at++;
  return at;
}

/** Block comments nest. Each bracket of one has a slash, so only slashes are looked at. */
function blockCommentEnd(cursor: TokenCursor, start: number): number {
  const { text } = cursor;
  let depth = 1;
  let at = start + 2;
  for (;;) {
    const slash = text.indexOf(SLASH, at);
    if (slash < 0) return cutOff(cursor, 'comment', start);
    if (slash > at && text[slash - 1] === STAR) {
      at = slash + 1;
      if (--depth === 0) return at;
    } else if (text[slash + 1] === STAR) {
      at = slash + 2;
      depth++;
    } else at = slash + 1;
  }
}

function wordEnd(text: Buffer, start: number): number {
  let at = start;
  while (isWordPart[text[at]] === 1) at++;
  return at;
}

/** A word, or the quoted thing that a one-letter word is the prefix of. */
function readWord(cursor: TokenCursor): TokenKind {
  const { text, start } = cursor;
  const end = wordEnd(text, start + 1);
  if (end === start + 1) {
    if (text[end] === QUOTE) {
      switch (text[start] | 32) {
        case 101: // e
          return readEscapeString(cursor, end);
        case 98: // b
        case 110: // n
        case 120: // x
          return readQuoted(cursor, 'string', end);
      }
    } else if ((text[start] | 32) === 117 /* u */ && text[end] === AMPERSAND) {
      if (text[end + 1] === QUOTE) return readQuoted(cursor, 'string', end + 1);
      if (text[end + 1] === DOUBLE_QUOTE) return readQuoted(cursor, 'quoted-identifier', end + 1);
    }
  }
  return endToken(cursor, 'word', end);
}

/**
 * Digits and the word glued to them (`1e5`, `0xFF`, an error such as `1a`). A dollar sign directly after digits
 * belongs to neither: `1$a$` is a number and a dollar quote.
 */
function readNumber(cursor: TokenCursor, digits: number): TokenKind {
  const { text } = cursor;
  let at = digits;
  while (isDigit(text[at])) at++;
  return endToken(cursor, 'number', isWordStart[text[at]] === 1 ? wordEnd(text, at) : at);
}

/** Reads to the quote that is not doubled. `open` is the offset of the opening one. */
function readQuoted(cursor: TokenCursor, kind: 'string' | 'quoted-identifier', open: number): TokenKind {
  const { text } = cursor;
  const quote = text[open];
  let at = open + 1;
  for (;;) {
    const close = indexOfByte(text, quote, at);
    if (close < 0) {
      return endToken(cursor, kind, cutOff(cursor, kind === 'string' ? 'string' : 'quoted identifier', cursor.start));
    }
    if (text[close + 1] !== quote) return endToken(cursor, kind, close + 1);
    at = close + 2;
  }
}

/** `E'…'`: a backslash escapes, and so it does in the strings that continue it on further lines. */
function readEscapeString(cursor: TokenCursor, open: number): TokenKind {
  const { text } = cursor;
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === BACKSLASH) at++;
    else if (text[at] === QUOTE) {
      if (text[at + 1] === QUOTE) at++;
      else {
        const continued = continuationQuote(text, at + 1);
        if (continued === undefined) return endToken(cursor, 'string', at + 1);
        at = continued;
      }
    }
  }
  return endToken(cursor, 'string', cutOff(cursor, 'string', cursor.start));
}

/**
 * Offset of the quote that continues a string which ended before `start`: only blanks and line comments between, with
 * at least one line break. `PostgreSQL docs, 4.1.2.1 String Constants`
 */
function continuationQuote(text: Buffer, start: number): number | undefined {
  let at = start;
  let lines = 0;
  for (;;) {
    const byte = text[at];
    if (byte === DASH && text[at + 1] === DASH) at = lineCommentEnd(text, at);
    else if (isBlank(byte)) {
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN) lines++;
      at++;
    } else return byte === QUOTE && lines > 0 ? at : undefined;
  }
}

/** `$tag$…$tag$`, a parameter `$1`, or a lone dollar sign. */
function readDollar(cursor: TokenCursor): TokenKind {
  const { text, start } = cursor;
  if (isDigit(text[start + 1])) return readNumber(cursor, start + 1);
  let at = start + 1;
  if (isWordStart[text[at]] === 1) while (isWordPart[text[at]] === 1 && text[at] !== DOLLAR) at++;
  if (text[at] !== DOLLAR) return endToken(cursor, 'symbol', start + 1);
  const tag = text.subarray(start, at + 1);
  const close = text.indexOf(tag, at + 1);
  if (close < 0) return endToken(cursor, 'dollar-string', cutOff(cursor, 'dollar-quoted string', start));
  return endToken(cursor, 'dollar-string', close + tag.length);
}

/** Most strings are short, and a call of `indexOf` costs as much as looking at some 60 bytes (measured, Node 20). */
function indexOfByte(text: Buffer, byte: number, start: number): number {
  const near = Math.min(start + 64, text.length);
  for (let at = start; at < near; at++) if (text[at] === byte) return at;
  return near < text.length ? text.indexOf(byte, near) : -1;
}
