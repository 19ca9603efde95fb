import type { RepeatableScript, Script, VersionedMigration } from '../../src/migrations/migration';
import { scriptOfText } from '../../src/migrations/script/read-script';
import { parseScript } from '../../src/migrations/units/parse-script';
import { parseVersion } from '../../src/migrations/version';
import type { Step } from '../../src/plan/plan';

/** A versioned migration of two texts, as if read from `migrations/<id>`. */
export function migrationOf(id: string, up: string, down?: string): VersionedMigration {
  const path = `sql/migrations/${id}`;
  const downScript: Script | undefined =
    down === undefined ? undefined : scriptOfText(down, `${path}/down.sql`, 'down');
  return {
    kind: 'versioned',
    id,
    version: parseVersion(id),
    path,
    up: scriptOfText(up, `${path}/up.sql`, 'up'),
    down: () => downScript,
    verify: () => undefined,
  };
}

/** The step that applies a migration for the first time. */
export function upStep(migration: VersionedMigration, overrides: Partial<Step> = {}): Step {
  return {
    action: 'up',
    id: migration.id,
    version: migration.version,
    path: migration.up.path,
    source: 'file',
    script: parseScript(migration.up),
    file: migration,
    expected: undefined,
    resumeAt: 0,
    ...overrides,
  };
}

/** The step that undoes it by its file. */
export function downStep(migration: VersionedMigration, overrides: Partial<Step> = {}): Step {
  const down = migration.down();
  return {
    ...upStep(migration),
    action: 'down',
    path: down?.path ?? migration.path,
    script: down && parseScript(down),
    ...overrides,
  };
}

/** The step that runs a repeatable script. */
export function repeatStep(file: RepeatableScript, overrides: Partial<Step> = {}): Step {
  return {
    action: 'repeat',
    id: file.id,
    version: undefined,
    path: file.script.path,
    source: 'file',
    script: parseScript(file.script),
    file,
    expected: undefined,
    resumeAt: 0,
    ...overrides,
  };
}
