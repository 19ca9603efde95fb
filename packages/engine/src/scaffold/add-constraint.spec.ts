import { deriveAddConstraint } from './add-constraint';

it.each([
  [{ check: 'price >= 0' }, { kind: 'check', name: 'products_check', definition: 'CHECK (price >= 0)' }],
  [
    { check: 'price >= 0', column: 'price' },
    { kind: 'check', name: 'products_price_check' },
  ],
  [
    { column: 'owner_id', references: 'users(id) on delete cascade' },
    {
      kind: 'foreign-key',
      name: 'products_owner_id_fkey',
      definition: 'FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE',
      index: 'idx_products_owner_id',
    },
  ],
  [{ constraint: 'unique', column: 'shop,sku' } as const, { kind: 'unique', name: 'products_shop_sku_key' }],
  [{ constraint: 'not-null', column: 'sku' } as const, { kind: 'not-null', column: 'sku' }],
])('derives %j', (words, view) => {
  expect(deriveAddConstraint({ table: 'products', ...words })).toMatchObject({ table: 'products', ...view });
});

it.each([
  [{}, 'does not say which constraint'],
  [{ check: 'a', references: 'b' }, 'does not say which constraint'],
  [{ check: ' ' }, 'an expression is expected'],
  [{ check: 'true); DROP TABLE users; --' }, 'unexpected )'],
  [{ check: 'true -- x' }, 'a comment'],
  [{ references: 'users(id)' }, 'the name of a column is expected'],
  [{ constraint: 'not-null', column: 'a,b' } as const, 'one column is expected'],
  [{ constraint: 'unique', column: 'a b' } as const, 'only the name of a column'],
])('refuses %j', (words, message) => {
  expect(() => deriveAddConstraint({ table: 'products', ...words })).toThrow(message);
});
