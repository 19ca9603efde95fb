import { isUtf8 } from 'node:buffer';

import type { SqlProblem } from '../statements/statement';

/**
 * The first byte that cannot be in a script: a NUL, or one that is not UTF-8. A server takes neither, and a parser
 * silently drops what is after a NUL. `offset` is added to the position.
 */
export function findEncodingProblem(bytes: Buffer, offset = 0): SqlProblem | undefined {
  if (offset === 0 && isUtf16(bytes)) return problem('The file is UTF-16, not UTF-8', 0);
  const nul = bytes.indexOf(0);
  const valid = isUtf8(nul < 0 ? bytes : bytes.subarray(0, nul));
  if (!valid) return problem('The file is not UTF-8 from here on', offset + validLength(bytes));
  return nul < 0 ? undefined : problem('The file holds a NUL byte here', offset + nul);
}

/** Length without a character at the end whose last bytes are still to come. */
export function completeLength(bytes: Buffer): number {
  const start = characterStart(bytes, bytes.length - 1, Math.max(0, bytes.length - 4));
  const lead = bytes[start];
  const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return start + size > bytes.length ? Math.max(0, start) : bytes.length;
}

function problem(message: string, offset: number): SqlProblem {
  return { code: 'FILE_ENCODING', message, offset };
}

/** Both byte order marks of UTF-16 are bytes that UTF-8 never has. */
function isUtf16(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

/** How many bytes at the start are UTF-8, by halving at the borders of characters. */
function validLength(bytes: Buffer): number {
  let valid = 0;
  let broken = bytes.length;
  for (;;) {
    const middle = characterStart(bytes, (valid + broken) >> 1, valid);
    if (middle <= valid) break;
    if (isUtf8(bytes.subarray(valid, middle))) valid = middle;
    else broken = middle;
  }
  for (;;) {
    const length = [1, 2, 3, 4].find((size) => isUtf8(bytes.subarray(valid, valid + size)));
    if (length === undefined || valid >= bytes.length) return valid;
    valid += length;
  }
}

/** The start of the character that `offset` is in: bytes 10xxxxxx continue one. */
function characterStart(bytes: Buffer, offset: number, least: number): number {
  let at = offset;
  while (at > least && (bytes[at] & 0xc0) === 0x80) at--;
  return at;
}
