import { assertNever } from '../../errors';
import { advanceLocation, type Location } from '../text/positions';
import { TextWindow } from '../text/text-window';
import { END_OF_DATA, findCopyEnd, findCopyStart } from './copy-data';
import { type Scan, scanStatement } from './scan-statement';
import type { MetaCommand, SqlProblem, Statement } from './statement';

/** What {@link splitPieces} finds. Offsets are bytes of the whole normalised text. */
export type ScriptPart =
  | {
      readonly kind: 'statement';
      /** Without `copyData`, whose length is not known yet. */
      readonly statement: Statement;
      readonly bytes: Buffer;
      /** Where it begins. */
      readonly location: Location;
      /** True for a COPY from the client: `copy-data` parts follow (none for no lines), then `copy-end`. */
      readonly copies: boolean;
    }
  | { readonly kind: 'copy-data'; readonly start: number; readonly bytes: Buffer; readonly location: Location }
  /** `open`: the text ended without the line that ends the data. */
  | { readonly kind: 'copy-end'; readonly state: 'closed' | 'open' }
  | { readonly kind: 'meta-command'; readonly command: MetaCommand }
  | { readonly kind: 'problem'; readonly problem: SqlProblem; readonly location: Location };

/**
 * What `splitStatements` answers, for a script too long to be held: one part at a time in the order of the text, from
 * the pieces of its file, which are normalised on the way. Memory is bounded by the longest statement, time is linear.
 * Never throws by itself. After a problem of the encoding nothing more comes.
 */
export function* splitPieces(pieces: Iterable<Buffer>): Generator<ScriptPart, void, undefined> {
  const window = new TextWindow(pieces);
  try {
    yield* readParts(window);
    if (window.encodingProblem !== undefined) yield describeProblem(window, window.encodingProblem);
  } finally {
    window.close();
  }
}

/** Reads to the end, or to a piece with a problem of its encoding. */
function* readParts(window: TextWindow): Generator<ScriptPart, void, undefined> {
  for (;;) {
    const scan = scanWhole(window);
    if (window.encodingProblem !== undefined) return;
    for (const problem of scan.problems) yield describeProblem(window, problem);
    switch (scan.kind) {
      case 'end':
        return;
      case 'meta-command':
        yield { kind: 'meta-command', command: moveRange(scan.command, window.offset) };
        window.moveTo(scan.next);
        break;
      case 'statement':
        yield* readStatement(window, scan);
        break;
      default:
        assertNever(scan);
    }
  }
}

function* readStatement(
  window: TextWindow,
  { statement, copies, next }: Extract<Scan, { kind: 'statement' }>,
): Generator<ScriptPart, void, undefined> {
  window.moveTo(statement.start);
  yield {
    kind: 'statement',
    statement: { ...moveRange(statement, window.offset), words: statement.words },
    bytes: window.bytes.subarray(statement.start, statement.end),
    location: window.location,
    copies,
  };
  window.moveTo(next);
  if (copies) yield* readCopyData(window);
}

/** Scans at the reader, in as much text as it takes. Offsets of the answer are those of the window. */
function scanWhole(window: TextWindow): Scan {
  for (;;) {
    const scan = scanStatement(window.bytes, window.at);
    if (scan.closed || window.isLast || window.encodingProblem !== undefined) return scan;
    window.grow();
  }
}

/** The data after a COPY, in whole lines, as much at a time as is in memory. */
function* readCopyData(window: TextWindow): Generator<ScriptPart, void, undefined> {
  let data = findCopyStart(window.bytes, window.at);
  while (!data.closed && !window.isLast) {
    window.grow();
    data = findCopyStart(window.bytes, window.at);
  }
  if (window.encodingProblem !== undefined) return;
  for (const problem of data.problems) yield describeProblem(window, problem);
  window.moveTo(data.start);
  for (;;) {
    const { bytes, at } = window;
    const found = findCopyEnd(bytes, at);
    const mark = found >= 0 && (window.isLast || found + END_OF_DATA.length < bytes.length) ? found : undefined;
    const end = mark ?? (window.isLast ? bytes.length : Math.max(at, bytes.lastIndexOf(LINE_FEED) + 1));
    if (end > at) {
      const { offset, location } = window;
      yield { kind: 'copy-data', start: offset + at, bytes: bytes.subarray(at, end), location };
    }
    window.moveTo(end);
    if (mark !== undefined) {
      const command = { start: mark, end: mark + END_OF_DATA.length };
      yield { kind: 'meta-command', command: moveRange(command, window.offset) };
      window.moveTo(command.end);
    }
    if (mark !== undefined || window.isLast) {
      yield { kind: 'copy-end', state: mark === undefined ? 'open' : 'closed' };
      return;
    }
    window.grow();
    if (window.encodingProblem !== undefined) return;
  }
}

function describeProblem(window: TextWindow, problem: SqlProblem): ScriptPart {
  return {
    kind: 'problem',
    problem: { ...problem, offset: window.offset + problem.offset },
    location: advanceLocation(window.location, window.bytes, window.at, problem.offset),
  };
}

function moveRange({ start, end }: MetaCommand, by: number): MetaCommand {
  return { start: start + by, end: end + by };
}

const LINE_FEED = 10;
