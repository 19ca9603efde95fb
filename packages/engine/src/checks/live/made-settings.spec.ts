import type { CatalogRow } from '../../ports';
import { settingsMadeBy, takeOverSettings } from './made-settings';

describe('settingsMadeBy', () => {
  it.each([
    ['TimeZone', "ALTER DATABASE shop SET timezone = 'UTC'", true],
    ['TimeZone', "ALTER ROLE app IN DATABASE shop SET TIME ZONE 'UTC'", true],
    [
      'search_path',
      "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = shop', current_database()); END $$",
      true,
    ],
    ['app.jwt_secret', "alter user app set app.jwt_secret = 'x'", true],
    ['connectionLimit', 'ALTER DATABASE shop CONNECTION LIMIT 5', true],
    ['TimeZone', "SET TimeZone = 'UTC'; CREATE TABLE t (id int)", false],
    ['DateStyle', "ALTER DATABASE shop SET timezone = 'UTC'", false],
  ])('tells of %s in %s: %s', (name, script, made) => {
    expect(settingsMadeBy(['CREATE TABLE t ()', script])(name)).toBe(made);
  });
});

describe('takeOverSettings', () => {
  const database = (definition: object): CatalogRow => ({ kind: 'database', id: 'current', definition });
  const role = (settings: object): CatalogRow => ({ kind: 'role settings', id: 'app', definition: { settings } });
  const table: CatalogRow = { kind: 'table', id: 'public.t', definition: {} };

  it('takes what no script makes from the live database, and compares the rest', () => {
    const expected = [database({ settings: { a: '1', b: '1' }, grants: {} }), table];
    const actual = [database({ settings: { a: '2', c: '3' }, connectionLimit: 5 }), role({ c: '4' }), role({ a: '5' })];
    const makes = (name: string) => name === 'a' || name === 'b';
    expect(takeOverSettings(expected, actual.slice(0, 2), makes)).toEqual([
      database({ grants: {}, connectionLimit: 5, settings: { a: '1', b: '1', c: '3' } }),
      table,
      role({ c: '4' }),
    ]);
    expect(takeOverSettings([table], actual.slice(2), makes)).toEqual([table]);
  });
});
