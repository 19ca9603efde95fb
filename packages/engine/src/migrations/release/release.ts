import type { MigrationSet, RepeatableScript, VersionedMigration } from '../migration';

/** A script or migration as the base has it, and as it is here. */
export interface Changed<Kind> {
  readonly before: Kind;
  readonly after: Kind;
}

/** What a branch does to the scripts of its base: all of it is deployed together. */
export interface Release {
  /** Migrations that the base does not have, in the order of a fresh run. */
  readonly added: readonly VersionedMigration[];
  /** Migrations whose up.sql is another than on the base. */
  readonly edited: readonly Changed<VersionedMigration>[];
  /** Those of the base that are not here, renamed ones apart. */
  readonly deleted: readonly VersionedMigration[];
  /** Those whose up.sql lies here under another id. */
  readonly renamed: readonly Changed<VersionedMigration>[];
  readonly repeatables: {
    readonly added: readonly RepeatableScript[];
    readonly edited: readonly Changed<RepeatableScript>[];
    readonly deleted: readonly RepeatableScript[];
  };
}

/**
 * Compares a project's scripts with those that a commit has. Texts are compared as they are sent: line ends and a BOM are
 * no difference. A draft of the base was never applied, so that one with statements now counts as added. Pure.
 */
export function releaseOf(here: MigrationSet, base: MigrationSet): Release {
  const before = new Map(base.versioned.filter(({ draft }) => !draft).map((each) => [each.id, each]));
  const ids = new Set(here.versioned.map(({ id }) => id));
  const gone = new Set([...before.values()].filter(({ id }) => !ids.has(id)));
  const added: VersionedMigration[] = [];
  const edited: Changed<VersionedMigration>[] = [];
  const renamed: Changed<VersionedMigration>[] = [];
  for (const after of here.versioned) {
    const same = before.get(after.id);
    const moved = same ? undefined : [...gone].find(({ up }) => up.checksum === after.up.checksum);
    if (moved) {
      gone.delete(moved);
      renamed.push({ before: moved, after });
    } else if (!same) added.push(after);
    else if (same.up.checksum !== after.up.checksum) edited.push({ before: same, after });
  }
  return { added, edited, deleted: [...gone], renamed, repeatables: repeatablesOf(here, base) };
}

function repeatablesOf(here: MigrationSet, base: MigrationSet): Release['repeatables'] {
  const before = new Map(listRepeatables(base).map((each) => [each.id, each]));
  const now = listRepeatables(here);
  const ids = new Set(now.map(({ id }) => id));
  return {
    added: now.filter(({ id }) => !before.has(id)),
    edited: now.flatMap((after) => {
      const was = before.get(after.id);
      return was && was.script.checksum !== after.script.checksum ? [{ before: was, after }] : [];
    }),
    deleted: [...before.values()].filter(({ id }) => !ids.has(id)),
  };
}

function listRepeatables({ before, after, testData }: MigrationSet): readonly RepeatableScript[] {
  return [...before, ...after, ...testData];
}
