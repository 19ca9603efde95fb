import { describeExcerpt } from './describe-excerpt';

function excerpt(text: string, line: number, column: number): string[] {
  return describeExcerpt(Buffer.from(text), { line, column }).split('\n');
}

describe('describeExcerpt', () => {
  it('points at the column under its line', () => {
    expect(excerpt('\n\nCREATE TABEL posts (\n', 3, 8)).toEqual([
      '3 | CREATE TABEL posts (', //
      '  |        ^',
    ]);
  });

  it('aligns with a line number of several digits', () => {
    expect(excerpt(`${'\n'.repeat(11)}SELEKT`, 12, 1)).toEqual(['12 | SELEKT', '   | ^']);
  });

  it('repeats tabs before the caret', () => {
    expect(excerpt('\tSELECT\tx', 1, 9)).toEqual(['1 | \tSELECT\tx', '  | \t      \t^']);
  });

  it('counts characters, not bytes', () => {
    expect(excerpt('größe 👍 x', 1, 9)).toEqual(['1 | größe 👍 x', '  |         ^']);
  });

  it('points behind the last character at the end of the text', () => {
    expect(excerpt('SELECT (', 1, 9)).toEqual(['1 | SELECT (', '  |         ^']);
  });

  it('shows an empty line for a place past the end', () => {
    expect(excerpt('SELECT 1', 5, 1)).toEqual(['5 | ', '  | ^']);
  });

  it('cuts a long line around the column', () => {
    const [line, caret] = excerpt(`${'a'.repeat(200)}X${'b'.repeat(200)}`, 1, 201);
    expect(line).toBe(`1 | …${'a'.repeat(60)}X${'b'.repeat(59)}…`);
    expect(caret.indexOf('^')).toBe(line.indexOf('X'));
  });
});
