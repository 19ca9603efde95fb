import { basename, join } from 'node:path';
import { formatFiles, generateFiles, joinPathFragments, names, OverwriteStrategy, type Tree } from '@nx/devkit';
import { configFileNames } from '@pgrestify/engine/config-file-names';
import { ensureProject } from './ensure-project';
import { addIgnoredPaths, registerPlugin } from './set-up-workspace';

/** Options of `nx g @pgrestify/nx:init`; see schema.json. */
export interface InitGeneratorOptions {
  readonly project?: string;
  readonly template?: 'basic' | 'blog' | 'empty';
  readonly directory?: string;
  readonly skipFormat?: boolean;
}

/**
 * Sets up the workspace and, with a project, its sql folder and config. A second run changes nothing; a file that exists
 * is never overwritten.
 */
export default async function initGenerator(tree: Tree, options: InitGeneratorOptions): Promise<void> {
  if (options.project === undefined && options.directory !== undefined) {
    throw new Error('--directory is the folder of a project that is created: pass --project, too.');
  }
  // First what can fail, so that a refused run leaves the workspace as it was.
  const root = options.project === undefined ? undefined : ensureProject(tree, options.project, options.directory);
  registerPlugin(tree);
  addIgnoredPaths(tree, ['.pgrestify', ...(root === undefined ? [] : secretFiles(root))]);
  if (options.project !== undefined && root !== undefined) {
    addProjectFiles(tree, root, options.project, options.template ?? 'basic');
  }
  if (!options.skipFormat) await formatFiles(tree);
}

/** The files of variables that are recommended, for one environment or for all; not the example, which holds no secret. */
function secretFiles(root: string): readonly string[] {
  const inProject = (name: string) => joinPathFragments('/', root, name);
  return [inProject('.env'), inProject('.env.*'), `!${inProject('.env.example')}`];
}

function addProjectFiles(tree: Tree, root: string, project: string, template: string): void {
  const view = {
    template,
    dot: '.',
    databaseName: toDatabaseName(project),
    composeProject: toComposeProject(tree, project),
  };
  const keepExisting = { overwriteStrategy: OverwriteStrategy.KeepExisting };
  const folders = [
    'project',
    // A config of another format is as good: two of them would be an error.
    ...(configFileNames.some((name) => tree.exists(joinPathFragments(root, name))) ? [] : ['config']),
    ...(template === 'empty' ? [] : ['test-data']),
  ];
  for (const folder of folders) generateFiles(tree, join(__dirname, 'files', folder), root, view, keepExisting);
  const functionsPath = joinPathFragments(root, 'sql/functions');
  generateFiles(tree, join(__dirname, '../table/files/functions'), functionsPath, {}, keepExisting);
}

/** `@acme/My-API` as `my_api`. */
function toDatabaseName(project: string): string {
  const words = names(project.replace(/^.*\//, '')).fileName.replace(/[^a-z0-9]+/g, '_');
  return words.replace(/^_+|_+$/g, '') || 'app';
}

/** Other than that of another workspace, whose containers compose would take for this one's. */
function toComposeProject(tree: Tree, project: string): string {
  const words = [basename(tree.root), toDatabaseName(project)].map((word) => word.toLowerCase());
  return words
    .join('-')
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[_-]+/, '');
}
