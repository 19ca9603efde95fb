import type { VersionedMigration } from '../../migrations/migration';
import type { Release } from '../../migrations/release/release';
import { compareMigrations, compareVersions } from '../../migrations/version';
import type { MergeFacts } from './merge-facts';

/** A migration of this branch, and what is wrong with its place beside those of the base. */
export interface OwnMigration {
  readonly migration: VersionedMigration;
  readonly trouble:
    | undefined
    /** Another one of the base has its version, or its name. */
    | { readonly kind: 'taken'; readonly by: VersionedMigration }
    /** The newest of the base is newer. */
    | { readonly kind: 'late'; readonly after: VersionedMigration };
}

/** Migrations that this branch adds, in order, and that the base does not have under the same name by now. Pure. */
export function listOwn({ added }: Release, facts: MergeFacts): readonly OwnMigration[] {
  const ofBase = listOfBase(facts);
  const byId = new Map(ofBase.map((each) => [each.id, each]));
  const newest = ofBase.filter(({ version }) => version !== undefined).at(-1);
  return added.flatMap((migration): readonly OwnMigration[] => {
    const same = byId.get(migration.id);
    // Another branch of the same work was merged already.
    if (same?.up.checksum === migration.up.checksum) return [];
    const by = same ?? ofBase.find((each) => isSameVersion(each, migration));
    if (by) return [{ migration, trouble: { kind: 'taken', by } }];
    const isLate = newest !== undefined && migration.version !== undefined && compareMigrations(migration, newest) < 0;
    return [{ migration, trouble: isLate ? { kind: 'late', after: newest } : undefined }];
  });
}

/** What databases of the base have, or will have, in the order of a fresh run; drafts are not applied anywhere. Pure. */
export function listOfBase({ fork, tip }: Pick<MergeFacts, 'fork' | 'tip'>): readonly VersionedMigration[] {
  const all = new Map([...fork.versioned, ...tip.versioned].map((each) => [each.id, each]));
  return [...all.values()].filter(({ draft }) => !draft).sort(compareMigrations);
}

function isSameVersion(one: VersionedMigration, other: VersionedMigration): boolean {
  return one.version !== undefined && other.version !== undefined && compareVersions(one.version, other.version) === 0;
}
