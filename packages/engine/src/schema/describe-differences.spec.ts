import type { CatalogRow } from '../ports';
import { describeDifferences } from './describe-differences';
import { diffSchemas } from './diff';

const expected: readonly CatalogRow[] = [
  row('table', 'public.users', {
    columns: {
      id: { type: 'integer' },
      email: { type: 'text' },
      at: { default: "'2024-01-15 10:11:12.5'::timestamp" },
    },
    columnOrder: ['id', 'email', 'at'],
    rowSecurity: true,
    grants: { anon: 'SELECT' },
  }),
  row('index', 'public.users_email_idx', { on: 'public.users', definition: 'CREATE INDEX users_email_idx ON …' }),
  row('policy', 'own on public.users', { on: 'public.users', command: 'all', using: '(id = 1)' }),
  row('policy', 'own on public.posts', { on: 'public.posts', command: 'all', using: '(id = 1)' }),
  row('function', 'public.f()', { source: 'BEGIN\n  a;\n  b;\nEND', volatility: 'volatile' }),
  row('enum', 'public.status', { labels: ['on', 'off'] }),
];

const actual: readonly CatalogRow[] = [
  row('table', 'public.users', {
    columns: {
      at: { default: "'2025-02-03 04:05:06.7'::timestamp" },
      id: { type: 'integer', notNull: true },
      email: { type: 'character varying(20)' },
      phone: { type: 'text', comment: 'home' },
    },
    columnOrder: ['email', 'id', 'at', 'phone'],
    grants: { anon: 'INSERT, SELECT', bob: 'SELECT' },
    forceRowSecurity: true,
  }),
  row('policy', 'own on public.users', { on: 'public.users', command: 'all', using: '(id = 2)' }),
  row('policy', 'own on public.posts', { on: 'public.posts', command: 'all', using: '(id = 1)', comment: 'c' }),
  row('function', 'public.f()', { source: 'BEGIN\n  a;\n  c;\n  d;\nEND', volatility: 'stable' }),
  row('constraint', 'c on public.posts', { on: 'public.posts', definition: 'CHECK (\n  true)' }),
];

describe('describeDifferences', () => {
  it('groups by object, with a sign for each line', () => {
    expect(describeDifferences(diffSchemas(expected, actual))).toMatchInlineSnapshot(`
"~ function public.f()
    ~ source
        -   b;
        +   c;
        +   d;
    ~ volatility volatile → stable
~ public.posts
    + constraint c on public.posts: CHECK ( true)
    ~ policy own on public.posts
        + comment c
- enum public.status: on, off
~ table public.users
    ~ column email: type text → character varying(20)
    + column id: not null
    + column phone type text, comment home
    + force row security
    ~ grants to anon SELECT → INSERT, SELECT
    + grants to bob SELECT
    - row security
    - index public.users_email_idx: CREATE INDEX users_email_idx ON …
    ~ policy own on public.users
        ~ using (id = 1) → (id = 2)
~ table public.users (only the order of columns)
    ~ column order id, email, at → email, id, at
~ table public.users (only a time set when it was created)
    ~ column at: default '2024-01-15 10:11:12.5'::timestamp → '2025-02-03 04:05:06.7'::timestamp"
`);
  });

  it('says nothing of equal schemas', () => {
    expect(describeDifferences([])).toBe('');
  });

  it('shows grants on what is not the user’s own, and says that only blanks differ', () => {
    const before = [row('function', 'public.f()', { language: 'sql', source: 'SELECT 1' })];
    const after = [
      row('function', 'public.f()', { language: 'sql', source: 'SELECT  1' }),
      row('grants', 'on function pg_catalog.pg_sleep(pg_catalog.float8)', { revoked: { PUBLIC: 'EXECUTE' } }),
    ];
    expect(describeDifferences(diffSchemas(before, after))).toBe(
      [
        '+ grants on function pg_catalog.pg_sleep(pg_catalog.float8): revoked PUBLIC EXECUTE',
        '~ function public.f() (only blanks of its body)',
      ].join('\n'),
    );
  });

  it('shows control characters instead of sending them to a terminal', () => {
    const table = (comment: string): CatalogRow[] => [row('table', 'public.t', { comment })];
    expect(describeDifferences(diffSchemas(table('a'), table('\u001b[2J\u009bb')))).toBe(
      '~ table public.t\n    ~ comment a → \\x1b[2J\\x9bb',
    );
  });

  it('shows texts of several lines that only one side has line by line', () => {
    const view = (query?: string): CatalogRow[] => [row('view', 'public.v', { query })];
    expect(describeDifferences(diffSchemas(view(), view('SELECT\n  1')))).toBe(
      '~ view public.v\n    + query\n        + SELECT\n        +   1',
    );
  });
});

function row(kind: string, id: string, definition: object): CatalogRow {
  return { kind, id, definition };
}
