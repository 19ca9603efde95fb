import type { VersionedMigration } from '../../migrations/migration';
import type { Release } from '../../migrations/release/release';
import { type Finding, findingOf } from '../finding';
import type { MergeFacts } from './merge-facts';
import { listOwn, type OwnMigration } from './own-migrations';

/** Migrations of this branch that are not later than all that the base has, others having merged theirs meanwhile. */
export function findLate(release: Release, facts: MergeFacts): readonly Finding[] {
  return listOwn(release, facts).flatMap(({ migration, trouble }) =>
    trouble === undefined ? [] : [describeTrouble(migration, trouble, facts)],
  );
}

function describeTrouble(
  migration: VersionedMigration,
  trouble: NonNullable<OwnMigration['trouble']>,
  facts: MergeFacts,
): Finding {
  switch (trouble.kind) {
    case 'taken':
      return versionTaken(migration, trouble.by, facts);
    case 'late':
      return olderThan(migration, trouble.after, facts);
  }
}

function versionTaken({ id, up, version }: VersionedMigration, by: VersionedMigration, facts: MergeFacts): Finding {
  const message =
    by.id === id
      ? `${facts.ref} has another migration of the name ${id}.`
      : `${id} has the version of ${by.id}, which ${facts.ref} has.`;
  const hint = version === undefined ? 'Rename its folder.' : restampHint(facts);
  const about = { severity: 'error', check: 'merge', code: 'BASE_VERSION_TAKEN' } as const;
  return findingOf({ ...about, message, ids: [id], path: up.path, hint });
}

function olderThan({ id, up }: VersionedMigration, newest: VersionedMigration, facts: MergeFacts): Finding {
  const { ref, refuseOutOfOrder: refusing } = facts;
  const verb = refusing.length === 1 ? 'refuses' : 'refuse';
  const then = refusing.length === 0 ? '' : `, which ${refusing.join(', ')} ${verb}`;
  const message = `${id} is older than ${newest.id}, which ${ref} has: after the merge it runs out of order${then}.`;
  const about = { check: 'merge', code: 'BASE_NEWER', severity: refusing.length === 0 ? 'notice' : 'error' } as const;
  return findingOf({ ...about, message, ids: [id], path: up.path, hint: restampHint(facts) });
}

function restampHint({ project }: MergeFacts): string {
  return `Give it a later name with \`nx g @pgrestify/nx:restamp --project=${project}\`.`;
}
