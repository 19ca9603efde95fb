import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Environment variables, as a process has them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A task whose `.env` files are meant. */
export interface EnvFileTask {
  readonly workspacePath: string;
  /** Relative to the workspace; `.` for its root. */
  readonly projectRoot: string;
  readonly target: string;
  readonly configuration: string | undefined;
}

/**
 * The variables that Nx would start the same target of another project, or in another configuration, with: those of this task without what came from
 * its own project's `.env` files, and then the other's. As Nx itself unloads files, by value: one that the shell set to
 * the same value counts as the file's. With NX_LOAD_DOT_ENV_FILES=false no file was loaded, and none is.
 */
export function variablesOfOther(variables: Variables, own: EnvFileTask, other: EnvFileTask): Variables {
  const isOwn = own.projectRoot === other.projectRoot && own.configuration === other.configuration;
  if (variables.NX_LOAD_DOT_ENV_FILES === 'false' || isOwn) return variables;
  const [ownPaths, otherPaths] = [existingPaths(own), existingPaths(other)];
  if (ownPaths.length === 0 && otherPaths.length === 0) return variables;
  const fromOwnFiles = loadFiles(ownPaths, {});
  const rest = Object.entries(variables).filter(([name, value]) => fromOwnFiles[name] !== value);
  return loadFiles(otherPaths, Object.fromEntries(rest));
}

function existingPaths(task: EnvFileTask): readonly string[] {
  return listEnvFiles(task)
    .map((path) => join(task.workspacePath, path))
    .filter((path) => existsSync(path));
}

/** Paths of a task's files relative to the workspace, in Nx's order: the first that sets a variable wins. Pure. */
export function listEnvFiles({ projectRoot, target, configuration }: EnvFileTask): readonly string[] {
  const names = [...(configuration === undefined ? [] : [`${target}.${configuration}`, configuration]), target];
  const files = [
    ...names.flatMap((name) => [`.env.${name}.local`, `.env.${name}`, `.${name}.local.env`, `.${name}.env`]),
    ...['.env.local', '.local.env', '.env'],
  ];
  const ofProject = projectRoot === '.' || projectRoot === '' ? [] : files.map((file) => join(projectRoot, file));
  return [...ofProject, ...files];
}

interface DotEnv {
  config(options: {
    readonly path: readonly string[];
    readonly processEnv: Record<string, string | undefined>;
    readonly quiet: boolean;
  }): object;
}

interface DotEnvExpand {
  expand(options: object): unknown;
}

/** Reads files over variables that are there, by the parsers of the Nx that runs: in another the same text may say another password. */
function loadFiles(paths: readonly string[], variables: Variables): Variables {
  if (paths.length === 0) return variables;
  const ofNx = { paths: [dirname(require.resolve('nx/package.json'))] };
  const { config } = require(require.resolve('dotenv', ofNx)) as DotEnv;
  const { expand } = require(require.resolve('dotenv-expand', ofNx)) as DotEnvExpand;
  const processEnv = { ...variables };
  expand({ ...config({ path: paths, processEnv, quiet: true }), processEnv });
  return processEnv;
}

/** Runs something with these as the variables of the process, which config files read. */
export async function withVariables<T>(variables: Variables, body: () => Promise<T>): Promise<T> {
  const before = process.env;
  process.env = { ...variables };
  try {
    return await body();
  } finally {
    process.env = before;
  }
}
