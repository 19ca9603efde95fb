import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { splitStatements } from './split-statements';

const testdataPath = join(__dirname, 'testdata', 'split');

/**
 * The files that a case has beside `input.sql`: `<n>.sql` and `<n>.data` for statements and their copy data,
 * `meta-commands.txt` and `problems.txt`, a line each.
 */
function describeSplit(text: Buffer): Record<string, string> {
  const { statements, metaCommands, problems } = splitStatements(text);
  const files: Record<string, string> = {};
  for (const [index, { start, end, copyData }] of statements.entries()) {
    files[`${index + 1}.sql`] = text.toString('utf8', start, end);
    if (copyData) files[`${index + 1}.data`] = text.toString('utf8', copyData.start, copyData.end);
  }
  if (metaCommands.length > 0) {
    files['meta-commands.txt'] = metaCommands
      .map(({ start, end }) => `${text.toString('utf8', start, end)}\n`)
      .join('');
  }
  if (problems.length > 0) {
    files['problems.txt'] = problems.map(({ code, offset, message }) => `${code} ${offset} ${message}\n`).join('');
  }
  return files;
}

function readCase(name: string): Record<string, string> {
  const casePath = join(testdataPath, name);
  const names = readdirSync(casePath).filter((file) => file !== 'input.sql');
  return Object.fromEntries(names.map((file) => [file, readFileSync(join(casePath, file), 'utf8')]));
}

describe('splitStatements', () => {
  it.each(readdirSync(testdataPath))('splits testdata/split/%s', (name) => {
    expect(describeSplit(readFileSync(join(testdataPath, name, 'input.sql')))).toEqual(readCase(name));
  });

  it('keeps the first eight words outside parentheses, quotes counting as one', () => {
    const [statement] = splitStatements(
      Buffer.from('Create index "I" on s.t (lower(a)) where b is not null'),
    ).statements;
    expect(statement.words).toEqual(['CREATE', 'INDEX', '"', 'ON', 'S', 'T', 'WHERE', 'B']);
  });

  it('folds only ASCII letters of words, as PostgreSQL does', () => {
    const [statement] = splitStatements(Buffer.from('ſelect größe')).statements;
    expect(statement.words).toEqual(['ſELECT', 'GRößE']);
  });

  it.each([
    ['a NUL', Buffer.from('SELECT 1;\0 SELECT 2'), 'The file holds a NUL byte here', 9],
    ['Latin-1', Buffer.from("SELECT 'gr\xf6\xdfe'", 'latin1'), 'The file is not UTF-8 from here on', 10],
    ['a cut character', Buffer.from("SELECT 'ü").subarray(0, -1), 'The file is not UTF-8 from here on', 8],
    ['UTF-16', Buffer.from('\ufeffSELECT 1', 'utf16le'), 'The file is UTF-16, not UTF-8', 0],
    ['UTF-16 of the other order', Buffer.from([0xfe, 0xff, 0, 0x53]), 'The file is UTF-16, not UTF-8', 0],
  ])('refuses %s at its offset', (_, text, message, offset) => {
    expect(splitStatements(text)).toEqual({
      statements: [],
      metaCommands: [],
      problems: [{ code: 'FILE_ENCODING', message, offset }],
    });
  });
});
