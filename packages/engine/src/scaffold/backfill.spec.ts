import { deriveBackfill } from './backfill';

const derive = (words: { column?: string; value?: string; batches?: number }) =>
  deriveBackfill({ table: 'users', column: 'phone', value: 'none', ...words });

it('cuts the table into as many slices as were asked for, each beginning where the one before ends', () => {
  const { slices } = derive({ batches: 3 });
  expect(slices).toHaveLength(3);
  expect(slices.map(([from]) => from.replace('>=', '<')).slice(1)).toEqual(slices.map(([, to]) => to).slice(0, -1));
});

it.each([
  ['none', "'none'", true],
  ["'{}'::jsonb", "'{}'::jsonb", true],
  ['0', '0', true],
  ['(lower(email))', '(lower(email))', false],
  ['gen_random_uuid()', 'gen_random_uuid()', false],
])('fills with %s as %s; can be undone: %s', (value, sql, reversible) => {
  expect(derive({ value })).toMatchObject({ value: sql, reversible });
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
