import type { CatalogRow } from '../ports';
import { compareForUndo } from './compare-for-undo';

const schema = (columnOrder: readonly string[], a: object = {}): readonly CatalogRow[] => [
  { kind: 'table', id: 'public.t', definition: { columns: { a, b: {} }, columnOrder } },
];

describe('compareForUndo', () => {
  it.each([
    ['same', [], schema(['a', 'b'])],
    ['same', ['column-order'], schema(['b', 'a'])],
    ['different', [], schema(['a', 'b'], { type: 'text' })],
    ['different', [], schema(['b', 'a'], { type: 'text' })],
    ['different', [], []],
  ])('is %s but for %j', (verdict, exceptions, after) => {
    expect(compareForUndo(schema(['a', 'b']), after)).toEqual({ verdict, exceptions });
  });

  it('takes clocks that were baked in again for the same', () => {
    const before = schema(['a', 'b'], { default: "'2024-01-15 10:11:12.5'::timestamp" });
    const after = schema(['a', 'b'], { default: "'2025-02-03 04:05:06.7'::timestamp" });
    expect(compareForUndo(before, after)).toEqual({ verdict: 'same', exceptions: [] });
  });
});
