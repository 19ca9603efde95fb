import type { CatalogRow } from '../../ports';
import { diffSchemas } from '../diff';
import { mendSchema, orderStatements } from '.';

const table = (columns: Readonly<Record<string, object>>, more: object = {}): CatalogRow =>
  row('table', 'public.t', { columns, columnOrder: Object.keys(columns), ...more });

const toPublic = { PUBLIC: 'EXECUTE' };
const plain = { grants: toPublic, language: 'sql', volatility: 'volatile', parallel: 'unsafe', cost: 100 };

describe('the SQL that mends a schema', () => {
  it('drops views before the columns that they may show, and makes what others lean on first', () => {
    const expected = [
      table({ id: { type: 'integer' }, state: { type: 'public.mood', default: "public.first('x'::text)" } }),
      row('enum', 'public.mood', { labels: ['sad', "it's"], grants: { PUBLIC: 'USAGE' } }),
      row('function', 'public.first(text)', {
        ...plain,
        arguments: 'text',
        returns: 'public.mood',
        source: 'SELECT 1',
      }),
      row('view', 'public.a', { query: ' SELECT id FROM public.b;' }),
      row('view', 'public.b', { query: ' SELECT id FROM public.t;' }),
    ];
    const actual = [table({ id: { type: 'integer' }, old: { type: 'text' } }), row('view', 'public.v', { query: '' })];
    expect(written(expected, actual)).toMatchInlineSnapshot(`
[
  "DROP VIEW public.v",
  "CREATE TYPE public.mood AS ENUM ('sad', 'it''s')",
  "CREATE FUNCTION public.first(text)
RETURNS public.mood
LANGUAGE sql
AS $$SELECT 1$$",
  "ALTER TABLE public.t ADD COLUMN state public.mood DEFAULT public.first('x'::text)",
  "CREATE VIEW public.b AS
SELECT id FROM public.t",
  "CREATE VIEW public.a AS
SELECT id FROM public.b",
  "ALTER TABLE public.t DROP COLUMN old",
]
`);
  });

  it('adds the columns of a table that has none, and drops them of one that should have none', () => {
    const [none, one] = [[row('table', 'public.t', {})], [table({ id: { type: 'integer' } })]];
    expect([written(one, none), written(none, one)]).toEqual([
      ['ALTER TABLE public.t ADD COLUMN id integer'],
      ['ALTER TABLE public.t DROP COLUMN id'],
    ]);
  });

  it('says what is lost', () => {
    const mends = mend([], [table({ id: { type: 'integer' } })]);
    expect(mends[0]?.statements).toEqual([
      { phase: 'drop table', sql: 'DROP TABLE public.t', loses: 'the rows of public.t' },
    ]);
  });

  it('has no statement for what is not simple, and names it', () => {
    const [mended] = mend([table({}, { inherits: ['public.p'], comment: 'c' })], [table({})]);
    expect(mended).toMatchObject({ statements: [{ sql: "COMMENT ON TABLE public.t IS 'c'" }], unmended: ['inherits'] });
  });

  it('leaves the parts of what it drops, and the index of a constraint that it adds, to that', () => {
    const parts = [
      row('constraint', 't_pkey on public.t', { on: 'public.t', definition: 'PRIMARY KEY (id)' }),
      row('index', 'public.t_pkey', { on: 'public.t', definition: 'CREATE UNIQUE INDEX t_pkey …' }),
    ];
    const whole = table({ id: { type: 'integer' } });
    expect(written([], [whole, ...parts])).toEqual(['DROP TABLE public.t']);
    expect(written([whole, ...parts], [whole])).toEqual([
      'ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id)',
    ]);
  });

  it('writes no digest of a secret down as if it were the secret', () => {
    const settings = { 'app.jwt_secret': 'sha256 0123456789ab' };
    const made = { language: 'sql', arguments: '', returns: 'integer', source: 'SELECT 1', settings };
    expect(mend([row('function', 'public.f()', made)], [])).toMatchObject([
      { statements: [], unmended: ['definition'] },
    ]);
  });

  it('needs nothing for notices', () => {
    const order = (columnOrder: readonly string[]) => [row('table', 'public.t', { columnOrder })];
    expect(mend(order(['a', 'b']), order(['b', 'a']))).toEqual([]);
  });
});

function mend(expected: readonly CatalogRow[], actual: readonly CatalogRow[]) {
  return mendSchema(diffSchemas(expected, actual), { expected, actual });
}

function written(expected: readonly CatalogRow[], actual: readonly CatalogRow[]): readonly string[] {
  return orderStatements(mend(expected, actual)).map(({ sql }) => sql);
}

function row(kind: string, id: string, definition: object): CatalogRow {
  return { kind, id, definition };
}
