import fc from '../../testing/properties';
import type { CatalogRow } from '../ports';
import { diffSchemas, type SchemaDifference } from './diff';
import { fingerprintSchema } from './fingerprint';

const users = row('table', 'public.users', {
  owner: 'app',
  columns: { id: { type: 'integer', notNull: true }, email: { type: 'text' } },
  columnOrder: ['id', 'email'],
});

describe('diffSchemas', () => {
  it('finds nothing between equal schemas, whatever the order of rows and properties', () => {
    const policy = row('policy', 'own on public.users', { on: 'public.users', using: 'true' });
    const turned = row('policy', 'own on public.users', { using: 'true', on: 'public.users' });
    expect(diffSchemas([users, policy], [turned, users])).toEqual([]);
  });

  it('names an object that only one side has, with its properties', () => {
    const index = row('index', 'public.i', { on: 'public.users', definition: 'CREATE INDEX i' });
    const fields = [
      { path: ['definition'], expected: undefined, actual: 'CREATE INDEX i' },
      { path: ['on'], expected: undefined, actual: 'public.users' },
    ];
    expect(diffSchemas([users], [users, index])).toEqual([
      { kind: 'index', id: 'public.i', on: 'public.users', change: 'added', severity: 'drift', fields },
    ]);
    expect(diffSchemas([users, index], [users])).toMatchObject([{ id: 'public.i', change: 'removed' }]);
  });

  it.each([
    {
      what: 'a property',
      to: { columns: { id: { type: 'integer', notNull: true }, email: { type: 'varchar(20)' } } },
      path: ['columns', 'email', 'type'],
    },
    {
      what: 'a property that is missing',
      to: { columns: { id: { type: 'integer' }, email: { type: 'text' } } },
      path: ['columns', 'id', 'notNull'],
    },
    { what: 'a column', to: { columns: { id: { type: 'integer', notNull: true } } }, path: ['columns', 'email'] },
    { what: 'a property that is new', to: { comment: 'c' }, path: ['comment'] },
  ])('gives the path of $what that differs', ({ to, path }) => {
    expect(paths(diffSchemas([users], [change(users, to)]))).toEqual([path]);
  });

  it('compares lists as a whole, because their order counts', () => {
    const labels = (...list: string[]): CatalogRow[] => [row('enum', 'public.e', { labels: list })];
    expect(diffSchemas(labels('a', 'b'), labels('b', 'a'))).toMatchObject([
      { change: 'changed', fields: [{ path: ['labels'], expected: ['a', 'b'], actual: ['b', 'a'] }] },
    ]);
  });

  it('takes names that objects inherit from their prototype for absent', () => {
    const table = (columns: object): CatalogRow[] => [row('table', 'public.t', { columns })];
    expect(paths(diffSchemas(table({}), table({ constructor: { type: 'text' } })))).toEqual([
      ['columns', 'constructor'],
    ]);
  });

  it('reports the order of columns apart, and only of those that both have', () => {
    const columns = { id: {}, email: {}, age: {} };
    const before = change(users, { columns, columnOrder: ['id', 'email', 'age'] });
    const moved = change(users, { columns, columnOrder: ['email', 'id', 'age'] });
    expect(diffSchemas([before], [moved])).toMatchObject([{ change: 'column-order', severity: 'notice' }]);
    const shorter = change(users, { columns: { id: {}, age: {} }, columnOrder: ['id', 'age'] });
    expect(diffSchemas([before], [shorter]).map((difference) => difference.change)).toEqual(['changed']);
  });

  it.each([
    ["'2024-01-15 10:11:12.123456'::timestamp", "'2025-02-03 04:05:06.7'::timestamp", 'volatile-default'],
    ["'2024-01-15 10:11:12.1+00'::timestamptz", "'2025-02-03 04:05:06.7+00'::timestamptz", 'volatile-default'],
    ["'10:11:12.123456'::time", "'04:05:06.7'::time", 'volatile-default'],
    ["'2024-01-15 10:11:12.1'::timestamp", "'2025-02-03 04:05:06.7'::timestamp + '1 day'", 'changed'],
    ["'2024-01-15 00:00:00'::timestamp", "'2025-01-15 00:00:00'::timestamp", 'changed'],
    ["'2024-01-15'::date", "'2025-01-15'::date", 'changed'],
  ])('reads the defaults %s and %s as %s', (before, after, expected) => {
    const table = (text: string) => [row('table', 'public.t', { columns: { at: { default: text } } })];
    expect(diffSchemas(table(before), table(after)).map((difference) => difference.change)).toEqual([expected]);
  });

  it('tells a body with other blanks, and a view over columns in another order, apart from what changed', () => {
    const f = row('function', 'public.f()', { language: 'sql', source: 'SELECT 1', cost: 1 });
    const v = row('view', 'public.v', { query: 'SELECT t.a, t.b FROM t', columnOrder: ['a', 'b'] });
    const actual = [
      change(f, { source: ' SELECT  1 ', cost: 2 }),
      change(v, { query: 'SELECT t.b, t.a FROM t', columnOrder: ['b', 'a'] }),
    ];
    const told = diffSchemas([f, v], actual).map(({ id, change, severity }) => `${severity} ${id} ${change}`);
    expect(told).toEqual(['drift public.f() changed', 'notice public.f() blanks', 'notice public.v column-order']);
  });

  it('compares what one side could not read with nothing', () => {
    const mapping = row('user mapping', 'u on s', { options: { password: 'sha256 1' } });
    const hidden = change(mapping, { options: '<not readable>' });
    expect([...diffSchemas([mapping], [hidden]), ...diffSchemas([hidden], [mapping])]).toEqual([]);
  });

  it('does not excuse times in texts that are not expressions', () => {
    const body = (time: string) => [row('function', 'public.f()', { source: `SELECT '${time}'` })];
    const differences = diffSchemas(body('2024-01-15 10:11:12.1'), body('2025-01-15 10:11:12.1'));
    expect(differences.map((difference) => difference.change)).toEqual(['changed']);
  });

  it('leaves owners out when told to', () => {
    const other = change(users, { owner: 'postgres' });
    expect(paths(diffSchemas([users], [other]))).toEqual([['owner']]);
    expect(diffSchemas([users], [other], { owners: 'ignored' })).toEqual([]);
  });

  it('sorts parts behind what they are part of', () => {
    const rows = [
      row('policy', 'a on public.users', { on: 'public.users' }),
      row('index', 'public.z', { on: 'public.users' }),
      users,
      row('function', 'public.f()', {}),
    ];
    expect(diffSchemas([], rows).map(({ id }) => id)).toEqual([
      'public.f()',
      'public.users',
      'public.z',
      'a on public.users',
    ]);
  });

  it('finds drift exactly when the fingerprints differ', () => {
    fc.assert(
      fc.property(schemas, schemas, (expected, actual) => {
        const drift = diffSchemas(expected, actual).some(({ severity }) => severity === 'drift');
        expect(fingerprintSchema(expected) !== fingerprintSchema(actual)).toBe(drift);
      }),
    );
  });

  it('finds as many removed as are added when the sides are exchanged', () => {
    fc.assert(
      fc.property(schemas, schemas, (one, other) => {
        const count = (differences: readonly SchemaDifference[], wanted: string) =>
          differences.filter((difference) => difference.change === wanted).length;
        expect(count(diffSchemas(one, other), 'added')).toBe(count(diffSchemas(other, one), 'removed'));
      }),
    );
  });
});

/** Few names and values, so that random schemas meet. */
const value = fc.oneof(
  fc.constantFrom<unknown>('text', true, 1, "'2024-01-15 10:11:12.1'", "'2025-01-15 10:11:12.1'"),
  fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
);
const properties = fc.dictionary(fc.constantFrom('type', 'default', 'comment'), value);
const definition = fc.record(
  {
    owner: value,
    columns: fc.dictionary(fc.constantFrom('a', 'b'), properties),
    query: fc.constantFrom('SELECT t.a, t.b FROM t', 'SELECT t.b, t.a FROM t', 'SELECT t.a FROM t'),
    source: fc.constantFrom('SELECT 1', 'SELECT  1', 'SELECT 2'),
    language: fc.constantFrom('sql', 'plpython3u'),
  },
  { requiredKeys: [] },
);
const schemas = fc.uniqueArray(
  fc.record({ kind: fc.constantFrom('table', 'view'), id: fc.constantFrom('t', 'u'), definition }),
  { selector: ({ kind, id }) => `${kind} ${id}` },
);

function row(kind: string, id: string, definition: object): CatalogRow {
  return { kind, id, definition };
}

function change({ kind, id, definition }: CatalogRow, changes: object): CatalogRow {
  return { kind, id, definition: { ...(definition as object), ...changes } };
}

function paths(differences: readonly SchemaDifference[]): readonly (readonly string[])[] {
  return differences.flatMap(({ fields }) => fields.map(({ path }) => path));
}
