import type { SqlProblem } from '../statements/statement';
import { completeLength, findEncodingProblem } from './encoding';
import { normalisePieces } from './normalise';
import { advanceLocation, type Location, startOfText } from './positions';

/**
 * The part of a long text that is in memory, normalised, with a reader that moves through it. It grows by doubling
 * while what begins at the reader does not end in it: so reading is linear, and memory is bounded by twice the longest
 * statement and a piece. Bytes that it handed out are never overwritten.
 */
export class TextWindow {
  bytes: Buffer = Buffer.alloc(0);
  /** Where the reader stands in `bytes`. */
  at = 0;
  /** Where the first of `bytes` stands in the whole text. */
  offset = 0;
  /** Where the reader stands, for people. */
  location: Location = startOfText;
  /** True when `bytes` reach the text's end. */
  isLast = false;
  /** The first byte that no script may hold; its offset is one of `bytes`. */
  encodingProblem: SqlProblem | undefined;
  private checked = 0;
  private readonly pieces: Generator<Buffer, void, undefined>;

  /** The pieces of a text as it is in its file; one is valid until the next is asked for. */
  constructor(pieces: Iterable<Buffer>) {
    this.pieces = normalisePieces(pieces);
  }

  /** Moves the reader on. */
  moveTo(at: number): void {
    this.location = advanceLocation(this.location, this.bytes, this.at, at);
    this.at = at;
  }

  /** Forgets what the reader passed, and reads until twice as much lies before it, or the text ends. */
  grow(): void {
    const parts = [this.bytes.subarray(this.at)];
    let length = parts[0].length;
    const enough = length * 2 + 1;
    while (length < enough && !this.isLast) {
      const next = this.pieces.next();
      if (next.done === true) this.isLast = true;
      else {
        parts.push(Buffer.from(next.value));
        length += next.value.length;
      }
    }
    this.bytes = Buffer.concat(parts);
    this.offset += this.at;
    this.checked -= this.at;
    this.at = 0;
    this.checkEncoding();
  }

  /** Ends the reading, so that whoever reads the file closes it. */
  close(): void {
    this.pieces.return();
  }

  /** A character that the last piece cut in two is looked at when the rest of it has come. */
  private checkEncoding(): void {
    const end = this.isLast ? this.bytes.length : completeLength(this.bytes);
    const problem = findEncodingProblem(this.bytes.subarray(this.checked, end), this.offset + this.checked);
    if (problem !== undefined) this.encodingProblem = { ...problem, offset: problem.offset - this.offset };
    this.checked = end;
  }
}
