import { deriveBackfill } from './backfill';

const derive = (words: { column?: string; value?: string; batches?: number }) =>
  deriveBackfill({ table: 'users', column: 'phone', value: 'none', ...words });

it('fixes as many slices as were asked for, with shares for what moves meanwhile', () => {
  const { up } = derive({ batches: 3 });
  expect(up.match(/^SELECT backfill_users_phone\(\d+\);$/gm)).toHaveLength(7);
  expect(up).toContain('generate_series(1, 3)');
});

it.each([
  ['none', "'none'", true],
  ["'{}'::jsonb", "'{}'::jsonb", true],
  ['0', '0', true],
  ['(lower(email))', '(lower(email))', false],
  ['gen_random_uuid()', 'gen_random_uuid()', false],
  ['now()', 'now()', false],
  ['current_user', 'current_user', false],
])('fills with %s as %s; can be undone: %s', (value, sql, reversible) => {
  const { up, down } = derive({ value });
  expect(up).toContain(`SET phone = ${sql}\n`);
  expect(down !== undefined).toBe(reversible);
});

it('quotes the body with what does not end it', () => {
  expect(derive({ value: "'$slice$ $slice1$'" }).up).toMatch(/AS \$slice2\$\n/);
});

it.each([
  [{ value: 'a b' }, 'the value ends here'],
  [{ value: "'x'; DROP TABLE users" }, 'the value ends here'],
  [{ value: '' }, 'a default is expected'],
  [{ column: 'a,b' }, 'one column is expected'],
  [{ batches: 0 }, 'not a whole number'],
  [{ batches: 1.5 }, 'not a whole number'],
])('refuses %j', (words, message) => {
  expect(() => derive(words)).toThrow(message);
});
