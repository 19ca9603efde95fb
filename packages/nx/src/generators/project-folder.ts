import { getProjects, joinPathFragments, type Tree } from '@nx/devkit';

/** Root of the project, relative to the workspace. Throws with the known names when no project has that name. */
export function findProjectRoot(tree: Tree, project: string): string {
  const projects = getProjects(tree);
  const found = projects.get(project);
  if (found !== undefined) return found.root;
  const known = [...projects.keys()].sort().join(', ');
  throw new Error(
    `No project is called ${JSON.stringify(project)}. Known: ${known || '(none)'}. ` +
      'Create it with nx g @pgrestify/nx:init --project=<name>.',
  );
}

/** Ids of the migrations in a folder: the names of its folders. */
export function listMigrationIds(tree: Tree, migrationsPath: string): readonly string[] {
  return tree.children(migrationsPath).filter((name) => !tree.isFile(joinPathFragments(migrationsPath, name)));
}
