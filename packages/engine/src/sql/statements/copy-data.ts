import type { SqlProblem } from './statement';

/** Where the data lines of a `COPY … FROM stdin` stand that ended before an offset. */
export interface CopyStart {
  /** The first byte of the next line. */
  readonly start: number;
  /** False when the text ends before that line. */
  readonly closed: boolean;
  readonly problems: readonly SqlProblem[];
}

/**
 * psql takes data from the line after the one with the semicolon. More SQL on that line would have to wait for the
 * data; nobody writes that, so it is a problem.
 */
export function findCopyStart(text: Buffer, afterSemicolon: number): CopyStart {
  const lineEnd = text.indexOf(LINE_FEED, afterSemicolon);
  const end = lineEnd < 0 ? text.length : lineEnd;
  const isRestOfLine = /^\s*(--.*)?$/.test(text.toString('latin1', afterSemicolon, end));
  return {
    start: lineEnd < 0 ? text.length : lineEnd + 1,
    closed: lineEnd >= 0,
    problems: isRestOfLine
      ? []
      : [
          {
            code: 'SQL_SYNTAX',
            message: 'Nothing may stand between COPY … FROM stdin; and its data on the next line',
            offset: afterSemicolon,
          },
        ],
  };
}

/**
 * Offset of the line `\.` that ends copy data, at or after `lineStart`; -1 when there is none. It may be the last of the
 * text without a line end: then more text could make another line of it.
 */
export function findCopyEnd(text: Buffer, lineStart: number): number {
  let at = text.indexOf(END_OF_DATA, lineStart);
  while (at >= 0) {
    const after = at + END_OF_DATA.length;
    const isLineStart = at === lineStart || text[at - 1] === LINE_FEED;
    if (isLineStart && (after === text.length || text[after] === LINE_FEED)) return at;
    at = text.indexOf(END_OF_DATA, after);
  }
  return -1;
}

const LINE_FEED = 10;
/** The whole line that ends the data of a COPY. */
export const END_OF_DATA = Buffer.from('\\.');
