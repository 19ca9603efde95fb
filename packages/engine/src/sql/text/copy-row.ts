import { type Location, locateOffset } from './positions';

/** A row of COPY data as the server names it. */
export interface CopyRow {
  /** Line of the data, from 1. */
  readonly line: number;
  readonly column: string | undefined;
  /** The value that the column could not take, as far as the server shows it. */
  readonly value: string | undefined;
}

/**
 * The row that a server's context names, as in `COPY t, line 2, column n: "x3"`; undefined when it names none. The last
 * such line is the outermost: before it may stand what a trigger ran, after it the rest of a value of several lines. The
 * words between are the server's language's.
 */
export function parseCopyContext(context: string | undefined): CopyRow | undefined {
  const outermost = context?.split('\n').findLast((line) => line.startsWith('COPY ')) ?? '';
  const [, line, column, shown] =
    /^COPY .*?, \p{L}+ (\d+)(?:, \p{L}+ (.+?)(?: ?:(.*))?)?(?:$|:)/u.exec(outermost) ?? [];
  if (line === undefined) return undefined;
  const [, value] = /^ ["»«“]\s?(.*?)\s?["«»”]$/u.exec(shown ?? '') ?? [];
  return { line: Number(line), column, value };
}

/** Where a row of the COPY data between two offsets stands in its text: at the value, when the row has it once. */
export function locateCopyRow(
  text: Buffer,
  data: { readonly start: number; readonly end: number },
  { line, value }: CopyRow,
): Location {
  let start = data.start;
  for (let passed = 1; passed < line; passed++) {
    const lineFeed = text.indexOf(LINE_FEED, start);
    if (lineFeed < 0 || lineFeed + 1 >= data.end) break;
    start = lineFeed + 1;
  }
  const lineFeed = text.indexOf(LINE_FEED, start);
  const row = text.toString('utf8', start, lineFeed < 0 ? text.length : lineFeed);
  return locateOffset(text, start + Buffer.byteLength(row.slice(0, indexOfField(row, value))));
}

/** Where a whole field of a row begins; 0 when none is written like the value, or more than one is. */
function indexOfField(row: string, value: string | undefined): number {
  if (!value) return 0;
  const isField = (at: number) => isBoundary(row[at - 1]) && isBoundary(row[at + value.length]);
  const found: number[] = [];
  for (let at = row.indexOf(value); at >= 0; at = row.indexOf(value, at + 1)) if (isField(at)) found.push(at);
  return found.length === 1 ? (found[0] ?? 0) : 0;
}

/** The delimiter and the quote are whatever the statement says; none is a letter or digit. */
function isBoundary(character: string | undefined): boolean {
  return character === undefined || !/[\p{L}\p{N}]/u.test(character);
}

const LINE_FEED = 10;
