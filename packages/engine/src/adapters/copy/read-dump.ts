import { END_OF_DATA, findCopyEnd, findCopyStart } from '../../sql/statements/copy-data';
import { type Scan, scanStatement } from '../../sql/statements/scan-statement';

/** What a plain dump consists of. */
export type DumpPart =
  | { readonly kind: 'statement'; readonly text: string }
  /** Its data has to be taken before the next part is asked for. */
  | { readonly kind: 'copy'; readonly text: string; readonly data: AsyncIterable<Buffer> };

/** Reads a dump as it comes: memory is bounded by the longest statement. psql's own commands are left out. */
export async function* readDump(pieces: AsyncIterable<Buffer>): AsyncGenerator<DumpPart, void, undefined> {
  const text = new ComingText(pieces);
  for (;;) {
    const scan = await scanWhole(text);
    if (scan.kind === 'end') return;
    if (scan.kind === 'meta-command') {
      text.at = scan.next;
      continue;
    }
    const { statement, copies, next } = scan;
    const part = text.bytes.toString('utf8', statement.start, statement.end);
    text.at = next;
    if (copies) yield { kind: 'copy', text: part, data: copyData(text) };
    else yield { kind: 'statement', text: part };
  }
}

async function scanWhole(text: ComingText): Promise<Scan> {
  for (;;) {
    const scan = scanStatement(text.bytes, text.at);
    if (scan.closed || text.isLast) return scan;
    await text.grow();
  }
}

/** Whole lines, as much at a time as is in memory. */
async function* copyData(text: ComingText): AsyncGenerator<Buffer, void, undefined> {
  let begin = findCopyStart(text.bytes, text.at);
  while (!begin.closed && !text.isLast) {
    await text.grow();
    begin = findCopyStart(text.bytes, text.at);
  }
  text.at = begin.start;
  for (;;) {
    const { bytes, at, isLast } = text;
    const found = findCopyEnd(bytes, at);
    const isWhole = found >= 0 && (isLast || found + END_OF_DATA.length < bytes.length);
    const end = isWhole ? found : isLast ? bytes.length : Math.max(at, bytes.lastIndexOf(lineFeed) + 1);
    if (end > at) yield bytes.subarray(at, end);
    text.at = isWhole ? found + END_OF_DATA.length : end;
    if (isWhole || isLast) return;
    await text.grow();
  }
}

const lineFeed = 10;

/** The part of a text that has come and is not read yet; it grows by doubling. */
class ComingText {
  bytes: Buffer = Buffer.alloc(0);
  /** Where the reader stands. */
  at = 0;
  isLast = false;
  readonly #pieces: AsyncIterator<Buffer>;

  constructor(pieces: AsyncIterable<Buffer>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** Forgets what was read, and waits until twice as much lies before the reader, or the text ends. */
  async grow(): Promise<void> {
    const parts = [this.bytes.subarray(this.at)];
    let length = this.bytes.length - this.at;
    const enough = length * 2 + 1;
    while (length < enough && !this.isLast) {
      const next = await this.#pieces.next();
      if (next.done === true) this.isLast = true;
      else {
        parts.push(next.value);
        length += next.value.length;
      }
    }
    this.bytes = Buffer.concat(parts);
    this.at = 0;
  }
}
