import type { Tree } from '@nx/devkit';
import { restampProjects } from '../restamp/restamp-projects';
import { showEngineErrors } from '../show-engine-errors';

/** What Nx says of a workspace that is out of sync. */
interface SyncResult {
  readonly outOfSyncMessage: string;
}

/**
 * For `nx sync` and `nx sync:check`: what `restamp` does, for all projects. Where a base is not known nothing is out of
 * sync: `validate` says that.
 */
export default async function syncMigrations(tree: Tree): Promise<SyncResult | undefined> {
  const restamped = await showEngineErrors(() => restampProjects(tree, {}));
  const late = restamped.flatMap(({ project, plan }) =>
    plan.known ? plan.renames.map(({ from }) => `${project}:${from}`) : [],
  );
  if (late.length === 0) return undefined;
  return { outOfSyncMessage: `Migrations of this branch have to be later than those of its base: ${late.join(', ')}` };
}
