import fc from '../../../testing/properties';
import { displayWidth } from './display-width';
import { fitLine, type LineParts } from './fit-line';

const parts: LineParts = {
  word: 'running 2/9',
  name: '2026-11-22-143005-add-index',
  facts: ['12 s', '45 %'],
  detail: 'CREATE INDEX on orders: building index: scanning table',
};

it.each([
  [
    120,
    '  running 2/9  2026-11-22-143005-add-index  12 s  45 %  CREATE INDEX on orders: building index: scanning table',
  ],
  [80, '  running 2/9  2026-11-22-143005-add-index  12 s  45 %  CREATE INDEX on orders:…'],
  [60, '  running 2/9  2026-11-22-143005-add-index  12 s  45 %'],
  [48, '  running 2/9  …-22-143005-add-index  12 s  45 %'],
  [40, '  running 2/9  …05-add-index  12 s  45 %'],
  [30, '  running 2/9  12 s  45 %'],
  [20, '  running 2/9  12 s…'],
  [10, '  running…'],
])('in %i columns keeps what changes', (columns, line) => expect(fitLine(parts, columns)).toBe(line));

it('is one line, whatever others have written', () => {
  const line = fitLine({ ...parts, name: 'a\nb', detail: 'by psql: SELECT\n1;\u001b[31m' }, 200);
  expect(line).toBe('  running 2/9  a b  12 s  45 %  by psql: SELECT 1; [31m');
});

it('is never wider than the terminal', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  const any = fc.record({ word: text, name: text, facts: fc.array(text, { maxLength: 4 }), detail: text });
  fc.assert(
    fc.property(any, fc.integer({ min: 0, max: 120 }), (given, columns) => {
      expect(displayWidth(fitLine(given, columns))).toBeLessThanOrEqual(columns);
    }),
  );
});
