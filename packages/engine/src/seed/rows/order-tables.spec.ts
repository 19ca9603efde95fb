import type { SeedTable } from '../catalog/seed-table';
import { linkColumns } from './link-columns';
import { orderTables } from './order-tables';

/** `a>b`: a column `b` of the table `a` refers to `id` of the table `b`. */
function tablesOf(text: string): readonly SeedTable[] {
  return text.split(' ').map((part) => {
    const [name = '', refers = ''] = part.split('>');
    const keys = refers === '' ? [] : refers.split(',');
    const foreignKeys = keys.map((references) => ({ columns: [references], references, referenced: ['id'] }));
    return { oid: name, schema: 'public', name, columns: [], keys: [], rules: [], foreignKeys };
  });
}

it.each([
  ['a b', 'a b'],
  ['a>b b', 'b a'],
  ['a>b b>c c', 'c b a'],
  ['a>a', 'a'],
  ['a>b b>a', 'b a'],
  ['a>gone', 'a'],
  ['a>b,c c>b b', 'b c a'],
])('%s comes as %s', (text, expected) => {
  expect(
    orderTables(tablesOf(text))
      .map(({ name }) => name)
      .join(' '),
  ).toBe(expected);
});

it('links columns that hold the same values, through keys of several tables', () => {
  const [a, b, c, d] = tablesOf('a>b b>c c d');
  const links = linkColumns([a, b, c, d].filter((table) => table !== undefined));
  if (!a || !b || !c || !d) throw new Error('no tables');
  expect(links(a, 'b')).toBe(links(b, 'id'));
  expect(links(b, 'c')).toBe(links(c, 'id'));
  expect(links(a, 'b')).not.toBe(links(b, 'c'));
  expect(links(d, 'id')).toBeUndefined();
});
