import { repeatableOf, setOf } from '../../../testing/projects/migration-sets';
import { migrationOf } from '../../../testing/projects/steps';
import { type Release, releaseOf } from './release';

const [users, posts] = [migrationOf('1-users', 'SELECT 1;'), migrationOf('2-posts', 'SELECT 2;')];

function idsOf({ added, edited, deleted, renamed, repeatables }: Release) {
  return {
    added: added.map(({ id }) => id),
    edited: edited.map(({ after }) => after.id),
    deleted: deleted.map(({ id }) => id),
    renamed: renamed.map(({ before, after }) => `${before.id} → ${after.id}`),
    repeatables: {
      added: repeatables.added.map(({ id }) => id),
      edited: repeatables.edited.map(({ after }) => after.id),
      deleted: repeatables.deleted.map(({ id }) => id),
    },
  };
}

const nothing = {
  added: [],
  edited: [],
  deleted: [],
  renamed: [],
  repeatables: { added: [], edited: [], deleted: [] },
};

describe('releaseOf', () => {
  it.each<[string, ReturnType<typeof setOf>, object]>([
    ['nothing where nothing was done', setOf([users, posts]), {}],
    ['what the base does not have', setOf([users, posts, migrationOf('3-tags', 'SELECT 3;')]), { added: ['3-tags'] }],
    ['an edit', setOf([users, migrationOf('2-posts', 'SELECT 22;')]), { edited: ['2-posts'] }],
    ['no edit of line ends and a BOM', setOf([users, migrationOf('2-posts', '\uFEFFSELECT 2;')]), {}],
    ['a deletion', setOf([users]), { deleted: ['2-posts'] }],
    ['another name', setOf([users, migrationOf('5-posts', 'SELECT 2;')]), { renamed: ['2-posts → 5-posts'] }],
    [
      'a copy, which is no other name while the first is there',
      setOf([users, posts, migrationOf('5-posts', 'SELECT 2;')]),
      { added: ['5-posts'] },
    ],
    [
      'repeatable scripts',
      setOf([users, posts], { before: [repeatableOf('schemas/1.sql', 'B'), repeatableOf('schemas/3.sql', 'C')] }),
      { repeatables: { added: ['schemas/3.sql'], edited: ['schemas/1.sql'], deleted: ['schemas/2.sql'] } },
    ],
  ])('tells %s', (what, here, expected) => {
    const before = what === 'repeatable scripts' ? ['schemas/1.sql', 'schemas/2.sql'] : [];
    const base = setOf([users, posts], { before: before.map((id) => repeatableOf(id, 'A')) });
    expect(idsOf(releaseOf(here, base))).toEqual({ ...nothing, ...expected });
  });

  it('takes a draft of the base, which was never applied, for new', () => {
    const draft = { ...migrationOf('2-posts', ''), draft: true } as const;
    expect(idsOf(releaseOf(setOf([users, posts]), setOf([users, draft])))).toEqual({ ...nothing, added: ['2-posts'] });
    expect(idsOf(releaseOf(setOf([users]), setOf([users, draft])))).toEqual(nothing);
  });
});
