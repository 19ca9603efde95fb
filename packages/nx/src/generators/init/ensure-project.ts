import { posix } from 'node:path';
import { addProjectConfiguration, getProjects, joinPathFragments, readJson, type Tree, writeJson } from '@nx/devkit';

/**
 * Root of the project of that name, relative to the workspace. When there is none it is created: with a package.json
 * where the workspace's packages are found by that (TS solution style), otherwise with a project.json. Throws when the
 * name cannot be a project's, or the folder lies outside the workspace or belongs to another project.
 */
export function ensureProject(tree: Tree, project: string, directory: string | undefined): string {
  const projects = getProjects(tree);
  const found = projects.get(project);
  if (found !== undefined) return found.root;
  checkName(project);
  const packageFolders = listPackageFolders(tree);
  const root = directory === undefined ? defaultRoot(project, packageFolders) : checkDirectory(directory);
  const taken = [...projects.values()].find((other) => other.root === root);
  if (taken !== undefined) throw new Error(`The folder ${root} belongs to the project ${taken.name}.`);
  if (packageFolders.includes(posix.dirname(root))) {
    writeJson(tree, joinPathFragments(root, 'package.json'), { name: project, version: '0.0.1', private: true });
  } else {
    addProjectConfiguration(tree, project, {
      root,
      projectType: 'application',
      sourceRoot: `${root}/sql`,
      targets: {},
    });
  }
  return root;
}

// An npm package's name, which also names the folder.
function checkName(project: string): void {
  if (/^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~_-][\w.~-]*$/i.test(project)) return;
  throw new Error(
    `${JSON.stringify(project)} cannot be the name of a project: use letters, digits, -, _ and . as in api or @acme/api.`,
  );
}

function checkDirectory(directory: string): string {
  const path = posix.normalize(directory.replaceAll('\\', '/')).replace(/\/$/, '');
  const inside = !posix.isAbsolute(path) && !/^[a-z]:/i.test(path) && path !== '..' && !path.startsWith('../');
  if (inside && path !== '.' && !/[\p{Cc}<>"|?*]/u.test(path)) return path;
  throw new Error(`--directory: ${JSON.stringify(directory)} is not a folder inside the workspace.`);
}

function defaultRoot(project: string, packageFolders: readonly string[]): string {
  const [firstFolder = 'apps'] = packageFolders;
  return posix.join(packageFolders.includes('apps') ? 'apps' : firstFolder, project.replace(/^.*\//, ''));
}

/** Folders whose children are packages: `packages` for the pattern `packages/*` of npm, yarn, bun or pnpm. */
function listPackageFolders(tree: Tree): readonly string[] {
  return listWorkspacePatterns(tree)
    .map((pattern) => /^(?:\.\/)?([^*?{}[\]!]+)\/\*\*?$/.exec(pattern)?.[1])
    .filter((folder) => folder !== undefined);
}

function listWorkspacePatterns(tree: Tree): readonly string[] {
  const manifest: unknown = tree.exists('package.json') ? readJson(tree, 'package.json') : undefined;
  const workspaces = isRecord(manifest) ? manifest.workspaces : undefined;
  const patterns = isRecord(workspaces) ? workspaces.packages : workspaces;
  const ofPnpm = tree.read('pnpm-workspace.yaml', 'utf8') ?? '';
  return [
    ...(Array.isArray(patterns) ? patterns.map(String) : []),
    // The list entries of the file; of its other keys none holds patterns that end in /*.
    ...[...ofPnpm.matchAll(/^\s*-\s*['"]?([^'"#\s]+)['"]?/gm)].map(([, pattern = '']) => pattern),
  ];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
