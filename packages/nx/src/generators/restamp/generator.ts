import { logger, type Tree } from '@nx/devkit';
import { findProjectRoot } from '../project-folder';
import { showEngineErrors } from '../show-engine-errors';
import type { RestampGeneratorOptions } from './options';
import { type RestampedProject, restampProjects } from './restamp-projects';

/**
 * Gives migrations of this branch later names, says which, and what to do where they were applied under the old ones. Throws
 * before it writes when the base is not known.
 */
export default async function restampGenerator(tree: Tree, options: RestampGeneratorOptions): Promise<void> {
  const { project, base } = options;
  if (project !== undefined) findProjectRoot(tree, project);
  const restamped = await showEngineErrors(() => restampProjects(tree, { project, base }));
  for (const each of restamped) logger.info(describeRestamped(each));
  if (restamped.length === 0) logger.info('No project has a pgrestify.config file.');
}

function describeRestamped({ project, plan }: RestampedProject): string {
  if (!plan.known) {
    throw new Error(
      `${project}: the base ${plan.ref} is not known here: ${plan.why}.\nhint: Fetch it, or name another with --base.`,
    );
  }
  if (plan.renames.length === 0)
    return `${project}: no migration of this branch has to be later; ${plan.ref} has none that is newer.`;
  return [
    ...plan.renames.map(({ from, to }) => `${project}: ${from} is now ${to}`),
    `Where they were applied under their old names, as in a development database, do them anew: nx run ${project}:rollback --missing, then nx run ${project}:migrate`,
  ].join('\n');
}
