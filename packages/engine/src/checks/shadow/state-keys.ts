import { createHash } from 'node:crypto';
import { EngineError } from '../../errors';
import type { Hooks } from '../../migrations/hooks/hook';
import type { RepeatableScript, VersionedMigration } from '../../migrations/migration';
import type { RequiredProject } from './requirements/required-project';

/** What the state of a shadow depends on beside the migrations that were applied to it. */
export interface StateBasis {
  /** Part of every key: another engine may run scripts, or compare schemas, in another way. */
  readonly engineVersion: string;
  readonly project: string;
  readonly environment: string;
  readonly major: number;
  readonly databaseName: string;
  readonly otherDatabaseNames: readonly string[];
  /** Roles that are there from the beginning. */
  readonly roles: readonly string[];
  /** Roles that some script makes: others are made when a script names them. */
  readonly madeRoles: readonly string[];
  readonly timeouts: { readonly lockTimeoutMs: number; readonly statementTimeoutMs: number };
  /** Setup files, which run before everything. */
  readonly setup: readonly RepeatableScript[];
  /** Scripts that run before the migrations. */
  readonly before: readonly RepeatableScript[];
  /** What runs around the project's scripts. */
  readonly hooks: Hooks;
  /** Projects that were applied first. */
  readonly required: readonly RequiredProject[];
}

/** To be raised when a state comes to hold something else under the same files. */
const layout = 4;

/**
 * Names of the states that a shadow goes through: the first before any migration, the next after the first one, the last
 * after all. Two are the same only when all that led there was, in its order. Pure.
 */
export function deriveStateKeys(basis: StateBasis, versioned: readonly VersionedMigration[]): readonly string[] {
  const { setup, before, required, hooks, ...plain } = basis;
  const projects = required.map(({ project, set, hooks: ofProject = {} }) => [
    project,
    [...set.before.map(keyOfRepeatable), ...set.versioned.map(keyOfMigration), ...set.after.map(keyOfRepeatable)],
    ...keyOfHooks(ofProject),
  ]);
  let key = hash([
    layout,
    plain,
    setup.map(keyOfRepeatable),
    before.map(keyOfRepeatable),
    projects,
    ...keyOfHooks(hooks),
  ]);
  return [
    key,
    ...versioned.map((migration) => {
      key = hash([key, keyOfMigration(migration)]);
      return key;
    }),
  ];
}

/** Name of the state after a whole run, of which nothing was validated: what comes after the migrations is applied, too. Pure. */
export function deriveRunKey(keys: readonly string[], after: readonly RepeatableScript[]): string {
  return hash(['run', keys.at(-1), after.map(keyOfRepeatable)]);
}

/** With the path, since findings name it. */
function keyOfMigration(migration: VersionedMigration): unknown {
  const { id, path, up } = migration;
  return [id, path, up.checksum, keyOfDown(migration)];
}

/** One that cannot be read is told by the checks; of a required project it means that the migration is passed over. */
function keyOfDown({ down }: VersionedMigration): string {
  try {
    return down()?.checksum ?? 'none';
  } catch (error) {
    if (error instanceof EngineError) return error.code;
    throw error;
  }
}

/** Nothing of a project that has none. */
function keyOfHooks(hooks: Hooks): readonly unknown[] {
  const keys = Object.entries(hooks).map(([name, { script }]) => [name, script.path, script.checksum]);
  return keys.length > 0 ? [keys] : [];
}

function keyOfRepeatable({ id, phase, script }: RepeatableScript): unknown {
  return [id, phase, script.path, script.checksum];
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
