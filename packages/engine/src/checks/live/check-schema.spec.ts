import type { CatalogRow } from '../../ports';
import { compareSchemas, describeDrift } from './check-schema';

const table = (id: string, columns: readonly string[], owner = 'postgres'): CatalogRow => ({
  kind: 'table',
  id,
  definition: {
    owner,
    columnOrder: columns,
    columns: Object.fromEntries(columns.map((name) => [name, { type: 'integer' }])),
  },
});

describe('compareSchemas', () => {
  it('does not look at owners', () => {
    expect(compareSchemas([table('t', ['a'])], [table('t', ['a'], 'app')], 'whole')).toEqual([]);
  });

  it.each([
    ['whole', 'drift'],
    ['partial', 'notice'],
  ] as const)('takes what the database has beyond a %s expectation for a %s', (completeness, severity) => {
    expect(compareSchemas([], [table('t', ['a'])], completeness)).toMatchObject([{ change: 'added', severity }]);
  });

  it('takes what the database lacks for drift also when projects are unknown', () => {
    expect(compareSchemas([table('t', ['a'])], [], 'partial')).toMatchObject([
      { change: 'removed', severity: 'drift' },
    ]);
  });
});

describe('describeDrift', () => {
  it('is one error with all of it, and one notice of the order of columns', () => {
    const expected = [table('t', ['a', 'b']), table('u', ['a'])];
    const actual = [table('t', ['b', 'a']), table('u', ['a', 'c']), table('v', [])];
    const [error, notice, ...more] = describeDrift(compareSchemas(expected, actual, 'whole'), 'the applied scripts');
    expect(error).toMatchObject({ severity: 'error', code: 'SCHEMA_DRIFT', ids: ['u', 'v'] });
    expect(error?.message.split('\n').slice(1)).toEqual(['~ table u', '    + column c type integer', '+ table v']);
    expect(notice).toMatchObject({ severity: 'notice', ids: ['t'] });
    expect(more).toEqual([]);
  });

  it('is nothing without differences', () => {
    expect(describeDrift([], 'the applied scripts')).toEqual([]);
  });
});
