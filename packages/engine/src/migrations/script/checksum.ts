import { createHash, hash } from 'node:crypto';
import type { SqlProblem } from '../../sql/statements/statement';
import { completeLength, findEncodingProblem } from '../../sql/text/encoding';
import { normalisePieces } from '../../sql/text/normalise';

/** Hex sha256 of a script's normalised text; algorithm 1 of history. */
export function checksumOf(text: Buffer): string {
  return hash('sha256', text, 'hex');
}

/** What is known of a large script after one reading. */
export interface LargeText {
  readonly checksum: string;
  /** Size of the normalised text. */
  readonly bytes: number;
  /** Its beginning, for directives. */
  readonly head: Buffer;
  readonly encodingProblem: SqlProblem | undefined;
}

/** How much of a large script is kept to look for directives. */
const headBytes = 64 * 1024;

/** Reads a script that is too large to be held, once, in constant memory. */
export function readLargeText(pieces: Iterable<Buffer>): LargeText {
  const hasher = createHash('sha256');
  let head: Buffer = Buffer.alloc(0);
  let bytes = 0;
  let encodingProblem: SqlProblem | undefined;
  let checked = 0;
  let unchecked: Buffer = Buffer.alloc(0);
  for (const piece of normalisePieces(pieces)) {
    hasher.update(piece);
    bytes += piece.length;
    if (head.length < headBytes) head = Buffer.concat([head, piece.subarray(0, headBytes - head.length)]);
    if (encodingProblem) continue;
    // A character may be cut in two by the end of a piece: its bytes wait for the next one.
    const text = unchecked.length === 0 ? piece : Buffer.concat([unchecked, piece]);
    const end = text.length === 0 ? 0 : completeLength(text);
    encodingProblem = findEncodingProblem(text.subarray(0, end), checked);
    checked += end;
    unchecked = Buffer.from(text.subarray(end));
  }
  encodingProblem ??= findEncodingProblem(unchecked, checked);
  return { checksum: hasher.digest('hex'), bytes, head, encodingProblem };
}
