import type { MigrationLocks } from './migration-locks';
import { type Release, tellLocks } from './tell-locks';

const lock = (table: string): MigrationLocks['statements'][number] => ({
  line: 1,
  column: 1,
  endLine: 1,
  statement: 'ALTER TABLE',
  locks: [{ table, kind: 'table', lock: 'ACCESS EXCLUSIVE', blocks: 'reads-and-writes', work: 'none' }],
});

const migration = (id: string, of: Partial<MigrationLocks>): MigrationLocks => ({
  id,
  path: `${id}/up.sql`,
  statements: [],
  made: [],
  gone: [],
  renamed: [],
  ...of,
});

const migrations = [
  migration('1', { made: ['public.old'] }),
  migration('2', { made: ['public.a'], statements: [lock('public.old')] }),
  migration('3', {
    statements: [lock('public.a')],
    gone: ['public.a'],
    renamed: [{ from: 'public.a', to: 'public.b' }],
  }),
  migration('4', { statements: [lock('public.b')], gone: ['public.b'] }),
  migration('5', { statements: [lock('public.b')] }),
];

const cases: readonly (readonly [string, Release, readonly string[]])[] = [
  [
    'tables that the release makes are in nobody’s use, also by another name',
    { kind: 'together', ids: new Set('2345') },
    ['2 public.old', '5 public.b'],
  ],
  [
    'what is not new is not told, and what it made is in use',
    { kind: 'together', ids: new Set('345') },
    ['3 public.a', '4 public.b', '5 public.b'],
  ],
  [
    'each by itself has only its own tables',
    { kind: 'apart' },
    ['2 public.old', '3 public.a', '4 public.b', '5 public.b'],
  ],
];

it.each(cases)('%s', (_, release, told) => {
  expect(tellLocks(migrations, release).map(({ id, table }) => `${id} ${table}`)).toEqual(told);
});
