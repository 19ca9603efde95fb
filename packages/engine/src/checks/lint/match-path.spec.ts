import { matchPath } from './match-path';

it.each([
  ['sql/**', 'sql/migrations/1/up.sql', true],
  ['sql/**/up.sql', 'sql/up.sql', true],
  ['sql/migrations/2019-*/**', 'sql/migrations/2019-01-01-a/up.sql', true],
  ['sql/migrations/2019-*/**', 'sql/migrations/2020-01-01-a/up.sql', false],
  ['sql/*.sql', 'sql/a/b.sql', false],
  ['./sql/{a,b}.sql', 'sql/b.sql', true],
  ['sql/a?.sql', 'sql/ab.sql', true],
  ['sql/a.sql', 'sql/axsql', false],
])('%s and %s: %s', (glob, path, matches) => {
  expect(matchPath(glob, path)).toBe(matches);
});
