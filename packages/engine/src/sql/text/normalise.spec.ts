import fc from '../../../testing/properties';

import { normalisePieces, normaliseText } from './normalise';

describe('normaliseText', () => {
  it.each([
    ['a byte order mark', '\ufeffSELECT 1', 'SELECT 1'],
    ['CRLF', 'a\r\n\r\nb\r\n', 'a\n\nb\n'],
    ['only the CR before the LF', 'a\r\r\nb', 'a\r\nb'],
  ])('takes out %s', (_, before, after) => {
    expect(normaliseText(Buffer.from(before)).toString()).toBe(after);
  });

  it.each([
    ['a lone CR', 'a\rb\r'],
    ['a mark that is not at the start', 'a\ufeffb'],
    ['an empty text', ''],
  ])('gives back the same buffer for %s', (_, text) => {
    const bytes = Buffer.from(text);
    expect(normaliseText(bytes)).toBe(bytes);
  });
});

describe('normalisePieces', () => {
  it('gives the same bytes as normaliseText wherever the text is cut', () => {
    const text = fc.array(fc.constantFrom('\r', '\n', '\r\n', '\ufeff', 'a', 'ü'), { maxLength: 12 });
    fc.assert(
      fc.property(text, fc.infiniteStream(fc.integer({ min: 0, max: 3 })), (parts, sizes) => {
        const bytes = Buffer.from(parts.join(''));
        expect(Buffer.concat(copies(normalisePieces(cut(bytes, sizes))))).toEqual(normaliseText(bytes));
      }),
    );
  });

  it('hands a piece through when nothing is to do', () => {
    const piece = Buffer.from('SELECT 1;\n');
    expect([...normalisePieces([piece])][0].buffer).toBe(piece.buffer);
  });
});

/** Cuts into pieces that are overwritten once the next is asked for, as the reader of files does. */
function* cut(bytes: Buffer, sizes: Iterator<number>): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const size: number = sizes.next().value;
    const piece = Buffer.from(bytes.subarray(at, at + size));
    yield piece;
    piece.fill('!');
    at += size;
  }
}

function copies(pieces: Iterable<Buffer>): Buffer[] {
  return Array.from(pieces, (piece) => Buffer.from(piece));
}
