import { locateCopyRow, parseCopyContext } from './copy-row';

describe('parseCopyContext', () => {
  it.each([
    ['COPY t, line 2, column n: "x3"', { line: 2, column: 'n', value: 'x3' }],
    ['COPY t, line 12, column n: null input', { line: 12, column: 'n', value: undefined }],
    ['COPY t, line 3, column a b', { line: 3, column: 'a b', value: undefined }],
    ['COPY t, line 3: "1\t2"', { line: 3, column: undefined, value: undefined }],
    ['COPY t, line 3', { line: 3, column: undefined, value: undefined }],
    ['COPY t, line 2, column n: "x, line 9"', { line: 2, column: 'n', value: 'x, line 9' }],
    ['PL/pgSQL function f() line 3 at RAISE\nCOPY t, line 2: "1"', { line: 2, column: undefined, value: undefined }],
    ['COPY t, Zeile 2, Spalte n: »x3«', { line: 2, column: 'n', value: 'x3' }],
    ['COPY t, ligne 2, colonne n : « x3 »', { line: 2, column: 'n', value: 'x3' }],
    ['COPY t, строка 2, столбец n: "x3"', { line: 2, column: 'n', value: 'x3' }],
  ])('reads %j', (context, row) => {
    expect(parseCopyContext(context)).toEqual(row);
  });

  it.each([undefined, '', 'PL/pgSQL function f() line 3 at RAISE', 'SQL statement "COPY t FROM stdin"'])(
    'finds no row in %j',
    (context) => {
      expect(parseCopyContext(context)).toBeUndefined();
    },
  );
});

describe('locateCopyRow', () => {
  const text = Buffer.from('-- ä\nCOPY t FROM stdin;\n1\tä\tx3\n3\t3\n\\.\n');
  const data = { start: text.indexOf('1\t'), end: text.indexOf('\\.') };

  it.each([
    ['the value that the row has once', 1, 'x3', { line: 3, column: 5 }],
    ['the row when it has the value twice', 2, '3', { line: 4, column: 1 }],
    ['the row when the value is not written as the server shows it', 1, 'no', { line: 3, column: 1 }],
    ['the row when there is no value', 1, undefined, { line: 3, column: 1 }],
    ['the last row when the data has fewer', 9, undefined, { line: 4, column: 1 }],
  ])('points at %s', (_what, line, value, place) => {
    expect(locateCopyRow(text, data, { line, column: 'n', value })).toEqual(place);
  });
});
