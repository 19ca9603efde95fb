import type { MigrationSet, RepeatableScript, VersionedMigration } from '../../../migrations/migration';
import type { Release } from '../../../migrations/release/release';

/** A repeatable script of the branch that an upgrade runs, and what it is on the base; undefined: it is new. */
export interface UpgradedScript {
  readonly file: RepeatableScript;
  readonly before: RepeatableScript | undefined;
}

/** What a run does with a database that the base's scripts made. */
export interface UpgradePlan {
  readonly before: readonly UpgradedScript[];
  /** In the order of a run; some may be older than what is applied. */
  readonly versioned: readonly VersionedMigration[];
  readonly after: readonly UpgradedScript[];
  /** Scripts whose files are gone: what they made stays. */
  readonly deleted: readonly RepeatableScript[];
}

/**
 * What an upgrade runs, or undefined where there is nothing to compare, for one of three reasons.
 *
 * A base without scripts has no database to be upgraded.
 *
 * A migration of the base that was edited, renamed or deleted: a run refuses it, and the merge check says so.
 *
 * An upgrade that runs what a fresh run does, in the same order. A fresh run is `before`, migrations, `after`; one of the
 * base and an upgrade are `before₀`, migrations₀, `after₀`, then what is new or edited of `before`, the migrations that the
 * base lacks, and of `after`. Where no script of `before` differs, the base's migrations are the first ones here, and
 * neither has a script in `after`, both are `before`, migrations₀, new migrations: nothing can differ. With a script in
 * `after` that does not hold although none was edited: in the upgrade it ran ahead of the new migrations, and does not run
 * again, so that a view over all columns of a table lacks those that they add. Pure.
 */
export function planUpgrade(base: MigrationSet, here: MigrationSet, release: Release): UpgradePlan | undefined {
  const applied = base.versioned.filter(({ draft }) => !draft);
  if (applied.length + base.before.length + base.after.length === 0) return undefined;
  if (release.edited.length + release.deleted.length + release.renamed.length > 0) return undefined;
  const known = new Map([...base.before, ...base.after].map((file) => [file.id, file]));
  const plan: UpgradePlan = {
    before: here.before.flatMap((file) => rerun(file, known)),
    versioned: release.added.filter(({ draft }) => !draft),
    after: here.after.flatMap((file) => rerun(file, known)),
    deleted: release.repeatables.deleted.filter(({ phase }) => phase !== 'test-data'),
  };
  return isFreshRun(plan, base, here) ? undefined : plan;
}

function rerun(file: RepeatableScript, known: ReadonlyMap<string, RepeatableScript>): readonly UpgradedScript[] {
  const before = known.get(file.id);
  const isDue = before?.script.checksum !== file.script.checksum || file.script.directives.runAlways;
  return isDue ? [{ file, before }] : [];
}

function isFreshRun(plan: UpgradePlan, base: MigrationSet, here: MigrationSet): boolean {
  const { before, versioned, after, deleted } = plan;
  const applied = base.versioned.filter(({ draft }) => !draft);
  const isLonger = applied.every(({ id }, index) => here.versioned[index]?.id === id);
  if (before.length + after.length + deleted.length > 0 || !isLonger) return false;
  return versioned.length === 0 || base.after.length + here.after.length === 0;
}
