import fc from '../../../testing/properties';
import { clipEnd, clipStart, displayWidth, onOneLine } from './display-width';

it.each([
  ['', 0],
  ['add-index', 9],
  ['größe', 5],
  ['gro\u0308\u00dfe', 5],
  ['表を作る', 8],
  ['한국어', 6],
  ['ﾊﾝｶｸ', 4],
  ['ＡＢ', 4],
  ['🚀', 2],
  ['👨‍👩‍👧', 2],
  ['❤️', 2],
  ['a\u200bb', 2],
])('%j takes %i columns', (text, width) => expect(displayWidth(text)).toBe(width));

it.each([
  ['add-index', 9, 'add-index', 'add-index'],
  ['add-index', 5, 'add-…', '…ndex'],
  ['表を作る', 8, '表を作る', '表を作る'],
  ['表を作る', 6, '表を…', '…作る'],
  ['表を作る', 4, '表…', '…る'],
  ['gro\u0308\u00dfe', 4, 'gro\u0308…', '…o\u0308\u00dfe'],
  ['ab', 1, '…', '…'],
  ['ab', 0, '', ''],
])('%j in %i columns is %j or %j', (text, columns, end, start) => {
  expect([clipEnd(text, columns), clipStart(text, columns)]).toEqual([end, start]);
});

it('never leaves more than there is room for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 30 }), (text, columns) => {
      expect(displayWidth(clipEnd(text, columns))).toBeLessThanOrEqual(columns);
      expect(displayWidth(clipStart(text, columns))).toBeLessThanOrEqual(columns);
    }),
  );
});

it.each([
  ['SELECT 1\n  FROM t', 'SELECT 1   FROM t'],
  ['a\r\u001b[2Kb\u0007', 'a [2Kb '],
  ['a\u009b2Jb\u2028c', 'a 2Jb c'],
  ['user\u202etxt', 'user txt'],
])('%j has nothing left that a terminal obeys', (text, expected) => expect(onOneLine(text)).toBe(expected));
