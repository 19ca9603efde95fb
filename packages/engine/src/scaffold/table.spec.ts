import { rowSecurityModes } from './policies';
import { deriveTable, describePolicy } from './table';

it('puts the columns between the id and the timestamps, and constraints last', () => {
  const view = deriveTable({
    name: 'posts',
    columns: 'title:text! unique,author_id:uuid!',
    foreignKeys: 'author_id:users(id) on delete cascade',
  });
  expect(view.elements).toEqual([
    'id uuid PRIMARY KEY DEFAULT gen_random_uuid()',
    'title text NOT NULL',
    'author_id uuid NOT NULL',
    'created_at timestamptz NOT NULL DEFAULT now()',
    'updated_at timestamptz NOT NULL DEFAULT now()',
    'CONSTRAINT posts_title_key UNIQUE (title)',
    'CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id) ON DELETE CASCADE',
  ]);
});

it.each([
  ['a foreign key', 'post_id:uuid', 'post_id:posts(id)', ['post_id']],
  ['the owner column, which policies filter by', 'user_id:uuid', '', ['user_id']],
  ['no column that is unique already', 'post_id:uuid unique', 'post_id:posts(id)', []],
])('indexes %s', (_, columns, foreignKeys, indexed) => {
  expect(deriveTable({ name: 'a', columns, foreignKeys }).indexes.map((index) => index.columns)).toEqual(indexed);
});

it.each([
  ['author_id:uuid', 'owner'],
  ['owner_id:uuid', 'owner'],
  ['title:text', 'admin'],
  ['author_id:bigint', 'admin'],
  ['author_id:uuid[]', 'admin'],
  ['', 'admin'],
])('with the columns %j the rows are for %s unless said otherwise', (columns, rls) => {
  expect(deriveTable({ name: 'a', columns }).rls).toBe(rls);
});

it('prefers user_id over the other owner columns', () => {
  const [policy] = deriveTable({ name: 'a', columns: 'owner_id:uuid,author_id:uuid,user_id:uuid' }).policies;
  expect(policy?.using).toBe('user_id = (SELECT auth.uid())');
});

it.each(['title:text', 'author_id:int'])('refuses --rls=owner with the columns %s', (columns) => {
  expect(() => deriveTable({ name: 'a', columns, rls: 'owner' })).toThrow('no column that says whose a row is');
});

it.each(['id:int', 'title:text,created_at:date'])('refuses the columns %s, which every table gets', (columns) => {
  expect(() => deriveTable({ name: 'a', columns })).toThrow('every table gets');
});

it.each(rowSecurityModes)('writes USING and WITH CHECK only where PostgreSQL accepts them (%s)', (rls) => {
  const { policies } = deriveTable({ name: 'a', columns: 'user_id:uuid', rls });
  expect(policies.filter((policy) => policy.command === 'INSERT' && policy.using !== undefined)).toEqual([]);
  expect(policies.filter(({ command, check }) => /SELECT|DELETE/.test(command) && check !== undefined)).toEqual([]);
});

it('describes a policy in lines', () => {
  const update = deriveTable({ name: 'a', columns: 'user_id:uuid' }).policies.find(
    ({ command }) => command === 'UPDATE',
  );
  expect(update && describePolicy(update)).toEqual([
    'FOR UPDATE TO authenticated',
    'USING (user_id = (SELECT auth.uid()))',
    'WITH CHECK (user_id = (SELECT auth.uid()))',
  ]);
});

it('gives a table of the longest name constraints, policies and indexes of different names', () => {
  const long = 'x'.repeat(63);
  const view = deriveTable({
    name: long,
    columns: `${'a'.repeat(63)}:uuid unique,${'b'.repeat(63)}:uuid,user_id:uuid`,
    foreignKeys: `${'a'.repeat(63)}:t(id),${'b'.repeat(63)}:t(id)`,
  });
  const names = [...view.policies.map(({ name }) => name), ...view.indexes.map(({ name }) => name)];
  expect(new Set(names).size).toBe(names.length);
  expect(names.every((name) => Buffer.byteLength(name) <= 63)).toBe(true);
});
