/** Takes pieces of a text and gives them back normalised, see {@link normaliseText}. */
export interface Normaliser {
  /** The normalised bytes that are certain so far; the piece itself when nothing is to do. May be empty. */
  push(piece: Buffer): Buffer;
  /** What was held back: the text ends here. */
  end(): Buffer;
}

/**
 * The text as it is hashed and sent: without a byte order mark, lines ended by LF alone, so that checksums and
 * function bodies agree on every system. A lone CR stays. The same buffer when nothing is to do.
 */
export function normaliseText(bytes: Buffer): Buffer {
  return withoutCarriageReturns(startsWithMark(bytes) ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes);
}

/** {@link normaliseText} for a text that comes in pieces; a mark or a CRLF may be split over them. */
export function createNormaliser(): Normaliser {
  let held: Buffer = Buffer.alloc(0);
  let atStart = true;
  return {
    push(piece) {
      let bytes = held.length === 0 ? piece : Buffer.concat([held, piece]);
      if (atStart) {
        if (bytes.length < BYTE_ORDER_MARK.length && startsLikeMark(bytes)) {
          held = Buffer.from(bytes);
          return bytes.subarray(0, 0);
        }
        atStart = false;
        if (startsWithMark(bytes)) bytes = bytes.subarray(BYTE_ORDER_MARK.length);
      }
      const certain = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
      held = Buffer.from(bytes.subarray(certain));
      return withoutCarriageReturns(bytes.subarray(0, certain));
    },
    end() {
      const rest = held;
      held = Buffer.alloc(0);
      return rest;
    },
  };
}

/** {@link createNormaliser} over an iterable; a piece is valid until the next is asked for. */
export function* normalisePieces(pieces: Iterable<Buffer>): Generator<Buffer, void, undefined> {
  const normaliser = createNormaliser();
  for (const piece of pieces) yield normaliser.push(piece);
  yield normaliser.end();
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const CARRIAGE_RETURN = 13;
const LINE_END = Buffer.from('\r\n');

function startsWithMark(bytes: Buffer): boolean {
  return bytes[0] === BYTE_ORDER_MARK[0] && bytes[1] === BYTE_ORDER_MARK[1] && bytes[2] === BYTE_ORDER_MARK[2];
}

function startsLikeMark(bytes: Buffer): boolean {
  return BYTE_ORDER_MARK.subarray(0, bytes.length).equals(bytes);
}

/** Copies the stretches between the CRs into one new buffer. */
function withoutCarriageReturns(bytes: Buffer): Buffer {
  let found = bytes.indexOf(LINE_END);
  if (found < 0) return bytes;
  const result = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let at = 0;
  while (found >= 0) {
    length += bytes.copy(result, length, at, found);
    at = found + 1;
    found = bytes.indexOf(LINE_END, at);
  }
  length += bytes.copy(result, length, at);
  return result.subarray(0, length);
}
