import type { CatalogRow } from '../ports';
import { columnOrder, fingerprintSchema } from './fingerprint';

const table: CatalogRow = {
  kind: 'table',
  id: 'public.t',
  definition: { columns: { a: { type: 'text' }, b: { type: 'text' } }, columnOrder: ['a', 'b'] },
};
const sequence: CatalogRow = { kind: 'sequence', id: 'public.s', definition: { start: '1' } };

describe('fingerprintSchema', () => {
  it('is a sha256 that neither the order of rows nor that of properties changes', () => {
    const turned: CatalogRow = {
      ...table,
      definition: { columnOrder: ['a', 'b'], columns: { b: { type: 'text' }, a: { type: 'text' } } },
    };
    expect(fingerprintSchema([table, sequence])).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprintSchema([sequence, turned])).toBe(fingerprintSchema([table, sequence]));
  });

  it('does not change with the order of columns, which is told apart', () => {
    const moved: CatalogRow = {
      ...table,
      definition: { columns: { a: { type: 'text' }, b: { type: 'text' } }, columnOrder: ['b', 'a'] },
    };
    expect(fingerprintSchema([moved])).toBe(fingerprintSchema([table]));
    expect([...columnOrder([moved, sequence])]).toEqual([['public.t', ['b', 'a']]]);
  });

  it.each([
    ['kind', { ...sequence, kind: 'table' }],
    ['id', { ...sequence, id: 'public.s2' }],
    ['definition', { ...sequence, definition: { start: '2' } }],
  ])('changes with the %s of an object', (_, changed) => {
    expect(fingerprintSchema([changed])).not.toBe(fingerprintSchema([sequence]));
  });

  it('changes when an object is missing', () => {
    expect(fingerprintSchema([table])).not.toBe(fingerprintSchema([table, sequence]));
  });
});
