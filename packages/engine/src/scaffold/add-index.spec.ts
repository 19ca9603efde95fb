import { deriveAddIndex } from './add-index';

it('names the index after the table and its columns, quoted where needed', () => {
  expect(deriveAddIndex({ table: 'posts', column: 'author_id,"Order"' })).toEqual({
    table: 'posts',
    index: '"idx_posts_author_id_Order"',
    columns: 'author_id, "Order"',
  });
});

it.each(['', 'a b', 'lower(a)', 'a;b'])('refuses the columns %j', (column) => {
  expect(() => deriveAddIndex({ table: 'posts', column })).toThrow('--column');
});
