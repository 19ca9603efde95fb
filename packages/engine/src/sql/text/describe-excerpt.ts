import type { Location } from './positions';

/** A line longer than this is cut around the column that is pointed at. */
const maxColumns = 120;
/** How much of a cut line stands before the column. */
const columnsBefore = 60;

/**
 * The line of `text` at a location, with its number, and a caret under the column:
 * ```
 * 12 | CREATE TABEL posts (
 *    |        ^
 * ```
 * A tab before the column is repeated before the caret, so that they align however wide it is shown. A location past
 * the text's end gives an empty line.
 */
export function describeExcerpt(text: Buffer, { line, column }: Location): string {
  const characters = [...lineOf(text, line)];
  const start = characters.length > maxColumns ? Math.max(0, column - 1 - columnsBefore) : 0;
  const shown = characters.slice(start, start + maxColumns);
  const head = start > 0 ? '…' : '';
  const tail = start + maxColumns < characters.length ? '…' : '';
  const blanks = [...head, ...shown.slice(0, column - 1 - start)].map((character) => (character === '\t' ? '\t' : ' '));
  const number = String(line);
  return [`${number} | ${head}${shown.join('')}${tail}`, `${' '.repeat(number.length)} | ${blanks.join('')}^`].join(
    '\n',
  );
}

function lineOf(text: Buffer, line: number): string {
  let start = 0;
  for (let passed = 1; passed < line; passed++) {
    const found = text.indexOf(LINE_FEED, start);
    if (found < 0) return '';
    start = found + 1;
  }
  const end = text.indexOf(LINE_FEED, start);
  return text.toString('utf8', start, end < 0 ? text.length : end);
}

const LINE_FEED = 10;
