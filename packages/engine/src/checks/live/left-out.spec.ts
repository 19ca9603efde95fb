import type { IgnoredObjects } from '../../config/settings';
import type { CatalogRow } from '../../ports';
import { diffSchemas } from '../../schema';
import { divideDifferences } from './left-out';

const row = (kind: string, id: string, definition: object = {}): CatalogRow => ({ kind, id, definition });
const partition = (id: string, of: string) => row('table', id, { inherits: [of], partitionBound: 'DEFAULT' });

const actual = [
  row('schema', 'app'),
  row('extension', 'pg_cron'),
  row('table', 'public.a', { owner: 'rdsadmin' }),
  row('index', 'public.a_i', { on: 'public.a' }),
  row('sequence', 'public.a_id_seq', { ownedBy: 'public.a.id' }),
  row('table', 'public."Odd"'),
  row('table', 'app.a'),
  row('table', 'app.b.c'),
  partition('app.p1', 'app.p'),
  partition('app.p2', 'app.p1'),
  row('table', 'app.child', { inherits: ['app.p'] }),
];

const leftOut = (
  ignore: readonly IgnoredObjects[],
  of: readonly CatalogRow[] = actual,
  expected: readonly CatalogRow[] = [],
) => {
  const divided = divideDifferences(diffSchemas(expected, of), { expected, actual: of }, { ignore, setup: [] });
  return [...divided.ignored, ...divided.ofTools].map(({ id }) => id).sort();
};

it.each([
  [[], []],
  [['public.a'], ['public.a', 'public.a_i', 'public.a_id_seq']],
  [['a'], ['public.a', 'public.a_i', 'public.a_id_seq']],
  [['Odd'], ['public."Odd"']],
  [['app.*'], ['app.a', 'app.b.c', 'app.child', 'app.p1', 'app.p2']],
  [['app.b'], []],
  [['public.a_'], []],
  [[{ partitionsOf: 'app.p' }], ['app.p1', 'app.p2']],
  [[{ partitionsOf: 'app.a' }], []],
  [[{ schema: 'app' }], ['app', 'app.a', 'app.b.c', 'app.child', 'app.p1', 'app.p2']],
  [[{ schema: 'a*' }], ['app', 'app.a', 'app.b.c', 'app.child', 'app.p1', 'app.p2']],
  [[{ schema: 'ap' }], []],
  [[{ extension: 'pg_cron' }], ['pg_cron']],
  [[{ extension: 'pg_*' }], ['pg_cron']],
  [[{ owner: 'rdsadmin' }], ['public.a', 'public.a_i', 'public.a_id_seq']],
  [[{ owner: 'rds*' }], ['public.a', 'public.a_i', 'public.a_id_seq']],
])('drift.ignore %j leaves out %j', (ignore, expected) => {
  expect(leftOut(ignore)).toEqual(expected);
});

describe('tables of other migration tools', () => {
  const columns = (...names: readonly string[]) => ({ columns: Object.fromEntries(names.map((name) => [name, {}])) });

  it.each([
    ['in whatever schema', row('table', 'app.schema_migrations', columns('version'))],
    ['with a quoted name', row('table', 'public."SequelizeMeta"', columns('name'))],
    ['with a schema of its own', row('function', 'sqitch.f()')],
    ['known by their columns', row('table', 'public.migrations', columns('id', 'name', 'timestamp'))],
  ])('are left out %s', (_name, object) => {
    expect(leftOut([], [row('schema', 'sqitch'), object])).toContain(object.id);
  });

  it('are not left out when another table has the name, or the project makes them', () => {
    const birds = row('table', 'public.migrations', columns('id', 'bird', 'name'));
    expect(leftOut([], [birds])).toEqual([]);
    const own = row('table', 'public.schema_migrations', columns('version'));
    const changed = row('table', 'public.schema_migrations', columns('version', 'dirty'));
    expect(leftOut([], [changed], [own])).toEqual([]);
  });
});
