import { posix } from 'node:path';
import { wholeProject } from './config-summary';
import type { ReadConfig } from './read-config';

/** A project with a config, as far as its files are inputs. */
export interface ProjectSources {
  /** Relative to the workspace. */
  readonly projectRoot: string;
  /** The config file's name. */
  readonly configName: string;
  readonly config: ReadConfig;
}

/** The files of which a project's schema is made: its `sql` folder, those that its config names, the config, what that reads. */
export function listOwnInputs({ projectRoot, configName, config }: ProjectSources): readonly string[] {
  const directories = config.ok ? config.summary.directories : [];
  const globs = ['sql', ...directories].map((directory) => describeFolder(projectRoot, directory));
  const folders = globs.filter((glob) => glob === globs[0] || !glob.startsWith('{projectRoot}/sql/'));
  const files = config.ok ? config.summary.files.map((path) => describePath(projectRoot, path)) : [];
  return [...new Set([...folders, ...files, `{projectRoot}/${configName}`, ...config.inputs])];
}

/** The folders of a project in which its scripts are, relative to the workspace, outermost ones alone. */
export function listOwnFolders({ projectRoot, config }: ProjectSources): readonly string[] {
  const directories = ['sql', ...(config.ok ? config.summary.directories : [])];
  const folders = directories.map((directory) =>
    directory === wholeProject
      ? projectRoot
      : posix.join(projectRoot, directory.replaceAll('\\', '/')).replace(/\/$/, ''),
  );
  const isWithin = (folder: string, other: string) => other === '.' || folder.startsWith(`${other}/`);
  return [...new Set(folders)].filter((folder) => !folders.some((other) => isWithin(folder, other)));
}

/**
 * The same files of the projects that a project depends on, whose tables its migrations may need. Which those are is not
 * known where targets are inferred: so a folder that any project names counts in each of them.
 */
export function listUpstreamInputs(projects: readonly ProjectSources[]): readonly string[] {
  const all = projects.flatMap(({ projectRoot, configName, config }) =>
    listOwnInputs({ projectRoot, configName, config }).map((input) => {
      if (input === `{projectRoot}/${configName}`) return '^{projectRoot}/pgrestify.config.*';
      const inProject = toProject(input, projectRoot);
      return inProject.startsWith('{projectRoot}/') ? `^${inProject}` : inProject;
    }),
  );
  return [...new Set(all)];
}

/** Inputs under `{workspaceRoot}` as ones of the project, where they lie in it: they then count for it alone. */
function toProject(input: string, projectRoot: string): string {
  const root = `{workspaceRoot}/${projectRoot}/`;
  return input.startsWith(root) ? `{projectRoot}/${input.slice(root.length)}` : input;
}

function describeFolder(projectRoot: string, directory: string): string {
  return `${describePath(projectRoot, directory)}/**/*`;
}

function describePath(projectRoot: string, path: string): string {
  const inProject = posix.normalize(path.replaceAll('\\', '/')).replace(/\/$/, '');
  if (inProject === wholeProject) return '{projectRoot}';
  if (!inProject.startsWith('..')) return `{projectRoot}/${inProject}`;
  return `{workspaceRoot}/${posix.join(projectRoot, inProject)}`;
}
