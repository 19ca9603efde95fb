import { setOf } from '../../../testing/projects/migration-sets';
import { migrationOf } from '../../../testing/projects/steps';
import type { MigrationSet } from '../../migrations/migration';
import { checkMerge } from './check-merge';
import type { MergeFacts } from './merge-facts';

const [users, posts] = [
  migrationOf('2026-01-01-users', 'SELECT 1;', 'SELECT -1;'),
  migrationOf('2026-01-05-posts', 'SELECT 2;'),
];
const tags = migrationOf('2026-01-09-tags', 'SELECT 3;');
const fork = setOf([users, posts]);

function find(here: MigrationSet, about: Partial<MergeFacts> = {}) {
  return checkMerge({
    project: 'api',
    here,
    fork,
    tip: fork,
    ref: 'origin/main',
    commit: '0123456789abcdef0123456789abcdef01234567',
    head: 'beside-base',
    refuseOutOfOrder: ['staging', 'production'],
    ...about,
  });
}

/** Severity, code and message of each. */
function linesOf(findings: ReturnType<typeof find>) {
  return findings.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
}

describe('checkMerge', () => {
  it.each<[string, Parameters<typeof find>, string[]]>([
    ['nothing of a migration that is later', [setOf([users, posts, tags])], []],
    ['nothing of one without a number', [setOf([users, posts, migrationOf('tags', 'SELECT 3;')])], []],
    [
      'one that is older than the newest of the base',
      [setOf([users, posts, migrationOf('2026-01-03-tags', 'SELECT 3;')])],
      [
        'error BASE_NEWER: 2026-01-03-tags is older than 2026-01-05-posts, which origin/main has: after the merge it runs out of order, which staging, production refuse.',
      ],
    ],
    [
      'one that is older than what others merged meanwhile',
      [
        setOf([users, posts, migrationOf('2026-01-06-tags', 'SELECT 3;')]),
        { tip: setOf([users, posts, migrationOf('2026-01-07-x', 'SELECT 4;')]), refuseOutOfOrder: ['production'] },
      ],
      [
        'error BASE_NEWER: 2026-01-06-tags is older than 2026-01-07-x, which origin/main has: after the merge it runs out of order, which production refuses.',
      ],
    ],
    [
      'it as a notice where every environment allows it',
      [setOf([users, posts, migrationOf('0001-tags', 'SELECT 3;')]), { refuseOutOfOrder: [] }],
      [
        'notice BASE_NEWER: 0001-tags is older than 2026-01-05-posts, which origin/main has: after the merge it runs out of order.',
      ],
    ],
    [
      'a version that somebody else has taken meanwhile',
      [setOf([users, posts, tags]), { tip: setOf([users, posts, migrationOf('20260109_other', 'SELECT 4;')]) }],
      ['error BASE_VERSION_TAKEN: 2026-01-09-tags has the version of 20260109_other, which origin/main has.'],
    ],
    [
      'a name that somebody else has taken meanwhile',
      [setOf([users, posts, tags]), { tip: setOf([users, posts, migrationOf(tags.id, 'SELECT 4;')]) }],
      ['error BASE_VERSION_TAKEN: origin/main has another migration of the name 2026-01-09-tags.'],
    ],
    ['nothing of what was merged already', [setOf([users, posts, tags]), { tip: setOf([users, posts, tags]) }], []],
    [
      'nothing of a draft of the base',
      [
        setOf([users, posts, tags]),
        { tip: setOf([users, posts, { ...migrationOf('2026-01-10-x', ''), draft: true }]) },
      ],
      [],
    ],
    [
      'an edit',
      [setOf([users, migrationOf(posts.id, 'SELECT 22;')])],
      [
        'error BASE_EDITED: 2026-01-05-posts was edited, and origin/main has it: where it is applied, the next run is refused.',
      ],
    ],
    [
      'an edit on the base itself as a warning',
      [setOf([users, migrationOf(posts.id, 'SELECT 22;')]), { head: 'at-base' }],
      [
        'warning BASE_EDITED: 2026-01-05-posts was edited, and origin/main has it: where it is applied, the next run is refused.',
      ],
    ],
    [
      'nothing of an edit that the base has made as well',
      [
        setOf([users, migrationOf(posts.id, 'SELECT 22;')]),
        { tip: setOf([users, migrationOf(posts.id, 'SELECT 22;')]) },
      ],
      [],
    ],
    [
      'a deletion',
      [setOf([users])],
      ['error BASE_DELETED: 2026-01-05-posts was deleted, and origin/main has it: where it is applied, it is missing.'],
    ],
    ['nothing of a deletion that the base has made as well', [setOf([users]), { tip: setOf([users]) }], []],
    [
      'another name',
      [setOf([users, migrationOf('2026-01-06-posts', 'SELECT 2;')])],
      [
        'error BASE_RENAMED: 2026-01-06-posts was 2026-01-05-posts, and origin/main has it: where that is applied, it would be applied again.',
      ],
    ],
    [
      'another down, and one that is gone',
      [setOf([migrationOf(users.id, 'SELECT 1;', 'SELECT -2;'), posts])],
      ['warning BASE_UNDO_EDITED: down.sql of 2026-01-01-users was edited, and origin/main has it as it was.'],
    ],
    [
      'a down that is gone',
      [setOf([migrationOf(users.id, 'SELECT 1;'), posts])],
      ['warning BASE_UNDO_EDITED: down.sql of 2026-01-01-users was deleted, and origin/main has it as it was.'],
    ],
    [
      'nothing of a down that was missing before',
      [setOf([users, migrationOf(posts.id, 'SELECT 2;', 'SELECT -2;')])],
      [],
    ],
  ])('finds %s', (_what, given, expected) => {
    expect(linesOf(find(...given))).toEqual(expected);
  });

  it('says the command that mends each', () => {
    const late = migrationOf('2026-01-03-tags', 'SELECT 3;');
    const moved = migrationOf('2026-02-05-posts', 'SELECT 2;');
    const hints = [
      ...find(setOf([users, posts, late])),
      ...find(setOf([users, migrationOf(posts.id, '')])),
      ...find(setOf([users])),
      ...find(setOf([users, moved])),
    ].map(({ hint }) => hint);
    expect(hints).toEqual([
      'Give it a later name with `nx g @pgrestify/nx:restamp --project=api`.',
      'Restore it with `git checkout 0123456789ab -- sql/migrations/2026-01-05-posts/up.sql`, and write a new migration.',
      'Restore it with `git checkout 0123456789ab -- sql/migrations/2026-01-05-posts`, and write a new migration that undoes it.',
      'Give it its name back with `git mv sql/migrations/2026-02-05-posts sql/migrations/2026-01-05-posts`.',
    ]);
  });
});
