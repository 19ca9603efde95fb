import { locateOffset, locateServerPosition, offsetOfServerPosition } from './positions';

const text = 'SELECT 1;\n-- ü👍\nSELECT größe;\n';

describe('locateOffset', () => {
  it.each([
    ['the start', 0, { line: 1, column: 1 }],
    ['the line end', 9, { line: 1, column: 10 }],
    ['the next line', 10, { line: 2, column: 1 }],
    ['after characters of two and four bytes', Buffer.byteLength('SELECT 1;\n-- ü👍'), { line: 2, column: 6 }],
    ['the end', Buffer.byteLength(text), { line: 4, column: 1 }],
    ['past the end', 999, { line: 4, column: 1 }],
  ])('counts lines and characters at %s', (_, offset, location) => {
    expect(locateOffset(Buffer.from(text), offset)).toEqual(location);
  });
});

describe('positions of server errors', () => {
  const positionOf = (word: string) => [...text.slice(0, text.indexOf(word))].length + 1;

  it('are code points, also after characters of two UTF-16 units', () => {
    expect(locateServerPosition(text, positionOf('größe'))).toEqual({ line: 3, column: 8 });
    expect(offsetOfServerPosition(text, positionOf('größe'))).toBe(Buffer.from(text).indexOf('größe'));
  });

  it('may be one past the end', () => {
    expect(locateServerPosition('SELECT (', 9)).toEqual({ line: 1, column: 9 });
    expect(offsetOfServerPosition('SELECT (', 9)).toBe(8);
  });
});
