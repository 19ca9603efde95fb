import { repeatableOf, setOf } from '../../../../testing/projects/migration-sets';
import { migrationOf } from '../../../../testing/projects/steps';
import type { MigrationSet } from '../../../migrations/migration';
import { releaseOf } from '../../../migrations/release/release';
import { planUpgrade } from './plan-upgrade';

const [users, posts, tags] = ['1-users', '3-posts', '5-tags'].map((id) => migrationOf(id, `SELECT '${id}';`));
const table = repeatableOf('schemas/t.sql', 'SELECT 1;');
const editedTable = repeatableOf('schemas/t.sql', 'SELECT 2;');
const view = repeatableOf('repeatable/v.sql', 'SELECT 3;', 'after');
const always = repeatableOf('repeatable/v.sql', '-- pgrestify: run always\nSELECT 3;', 'after');
const data = repeatableOf('test-data/d.sql', 'SELECT 4;', 'test-data');

if (!users || !posts || !tags) throw new Error('no migrations');
const base = setOf([users, posts], { before: [table] });

/** What an upgrade runs, or `fresh` where it does what a fresh run does. */
function planned(of: MigrationSet, here: MigrationSet): string {
  const plan = planUpgrade(of, here, releaseOf(here, of));
  if (!plan) return 'fresh';
  const { before, versioned, after, deleted } = plan;
  const runs = [
    ...before.map(({ file }) => file.id),
    ...versioned.map(({ id }) => id),
    ...after.map(({ file }) => file.id),
  ];
  return [...runs, ...deleted.map(({ id }) => `-${id}`)].join(' ');
}

it.each<readonly [string, MigrationSet, MigrationSet, string]>([
  ['nothing changed', base, base, 'fresh'],
  ['migrations come after those of the base', base, setOf([users, posts, tags], { before: [table] }), 'fresh'],
  ['one comes between those of the base', setOf([users, tags]), setOf([users, posts, tags]), '3-posts'],
  ['a script is edited', base, setOf([users, posts], { before: [editedTable] }), 'schemas/t.sql'],
  ['a script is new', setOf([users]), setOf([users], { before: [table] }), 'schemas/t.sql'],
  ['a script is gone', base, setOf([users, posts]), '-schemas/t.sql'],
  [
    'a migration is new, ahead of which an unedited script ran',
    setOf([users], { after: [view] }),
    setOf([users, posts], { after: [view] }),
    '3-posts',
  ],
  [
    'that script runs always',
    setOf([users], { after: [always] }),
    setOf([users, posts], { after: [always] }),
    '3-posts repeatable/v.sql',
  ],
  ['only test data is edited', setOf([users]), setOf([users], { testData: [data] }), 'fresh'],
  ['the base has nothing', setOf([]), setOf([users], { before: [table] }), 'fresh'],
  [
    'a migration of the base is edited',
    setOf([users]),
    setOf([migrationOf('1-users', 'SELECT 0;')], { before: [table] }),
    'fresh',
  ],
])('where %s', (_, of, here, expected) => {
  expect(planned(of, here)).toBe(expected);
});
