import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import type { MigrationSet } from '../../migrations/migration';
import { type Release, releaseOf } from '../../migrations/release/release';
import type { CommandPorts } from '../../run/command';
import { readProject } from '../../run/facts/project-files';

/** The scripts of a project where its branch left the base, and what the branch does to them. */
export interface BaseScripts {
  readonly set: MigrationSet;
  readonly release: Release;
}

/** Undefined where there is no base, or it cannot be read: the merge check says so. */
export function readBase(
  settings: Settings,
  set: MigrationSet,
  { base }: Pick<CommandPorts, 'base'>,
  name?: string,
): BaseScripts | undefined {
  try {
    const reading = base?.(name);
    if (!reading?.known) return undefined;
    const before = readProject(settings, reading.base.fork).set;
    return { set: before, release: releaseOf(set, before) };
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
