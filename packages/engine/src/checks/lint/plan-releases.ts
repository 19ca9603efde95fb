import { EngineError } from '../../errors';
import type { ScriptRole } from '../../lint/review/file-rule';
import type { ScriptToReview } from '../../lint/review/review';
import type {
  MigrationSet,
  ParsedScript,
  RepeatableScript,
  Script,
  VersionedMigration,
} from '../../migrations/migration';

/** What decides which scripts are reviewed, and what is deployed together. */
export interface ReleaseFacts {
  readonly set: MigrationSet;
  /** Splits and classifies a script. */
  readonly parse: (script: Script) => ParsedScript;
  readonly lint: { readonly scope: 'new' | 'all' };
  /** Whether the merge base has a file as it is here, by its path; undefined: no base is known. */
  readonly isOnBase?: (path: string) => boolean;
}

/**
 * The scripts of a project in the order of a fresh run, by the release that they come with: what the merge base does not
 * have is one, since a branch is deployed at once. Where no base is known each migration may have been deployed by itself.
 * What the base has is only followed, unless all is to be reviewed.
 */
export function planReleases(facts: ReleaseFacts): readonly (readonly ScriptToReview[])[] {
  const { set, isOnBase } = facts;
  const ups = set.versioned.map((migration) => reviewMigration(migration, facts));
  const before = set.before.map((script) => reviewRepeatable(script, facts));
  const after = [...set.after, ...set.testData].map((script) => reviewRepeatable(script, facts));
  if (!isOnBase) return [before, ...ups, after];
  const isNew = ({ up }: VersionedMigration) => !isOnBase(up.path);
  const firstNew = set.versioned.findIndex(isNew);
  const released = firstNew < 0 ? ups.length : firstNew;
  return [
    before.filter(({ path }) => isOnBase(path)),
    ...ups.slice(0, released),
    [...before.filter(({ path }) => !isOnBase(path)), ...ups.slice(released).flat(), ...after],
  ];
}

function reviewMigration(migration: VersionedMigration, facts: ReleaseFacts): readonly ScriptToReview[] {
  const { id, up } = migration;
  const down = readDown(migration, facts);
  const scripts = [{ role: 'up', script: up } as const, ...(down ? [{ role: 'down', script: down } as const] : [])];
  return scripts.map(({ role, script }) => reviewOf({ id, role, script }, facts));
}

/** Of a migration that the base has, down.sql is not even read. That it cannot be read is said by another check. */
function readDown({ up, down }: VersionedMigration, { isOnBase, lint }: ReleaseFacts): Script | undefined {
  if (lint.scope === 'new' && isOnBase?.(up.path)) return undefined;
  try {
    return down();
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

function reviewRepeatable({ id, phase, script }: RepeatableScript, facts: ReleaseFacts): ScriptToReview {
  const role: ScriptRole = phase === 'test-data' ? 'test-data' : 'repeatable';
  return reviewOf({ id, role, script }, facts);
}

function reviewOf(
  { id, role, script }: { readonly id: string; readonly role: ScriptRole; readonly script: Script },
  { parse, lint, isOnBase }: ReleaseFacts,
): ScriptToReview {
  const isOld = lint.scope === 'new' && isOnBase?.(script.path);
  const parsed = parse(script);
  return { id, path: script.path, role, parsed, how: isOld || parsed.problems.length > 0 ? 'followed' : 'reviewed' };
}
