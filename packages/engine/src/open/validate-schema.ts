import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { validateSchema as compareSchema } from '../commands/validate/validate';
import { type LoadedConfig, loadConfig } from '../config/load-config';
import { resolveSettings } from '../config/resolve';
import type { Settings } from '../config/settings';
import { isRecord } from '../config/shape/check-shape';
import { EngineError } from '../errors';
import type { CommandPorts } from '../run/command';
import type { MendedDifference } from '../schema/mend';
import { openPorts } from './open-ports';

/** The database whose schema is to be compared: that of a project and an environment, or one at a URL. */
export interface SchemaToValidate {
  /** The folder with the `pgrestify.config` file; a relative one is looked for from where the program runs. */
  readonly projectRootPath: string;
  /** The nearest folder above with an `nx.json`, unless set; without one the project's own. */
  readonly workspacePath?: string;
  /** As history has it: the name of project.json or package.json, unless set; without one the folder's. */
  readonly project?: string;
  /** As `--environment`. */
  readonly environment?: string;
  /** The database, in place of the one that the config names for the environment. */
  readonly url?: string;
  /** Ends the comparison. */
  readonly signal?: AbortSignal;
}

const keys: readonly (keyof SchemaToValidate)[] = [
  ...(['projectRootPath', 'workspacePath', 'project', 'environment', 'url', 'signal'] as const),
];

const known: ReadonlySet<string> = new Set(keys);

/**
 * How the schema of a database differs from what its applied scripts make: `expected` is theirs, `actual` the database, and
 * `mend` the SQL that would make it so. Empty when they are the same; notices are left out.
 *
 * Given a project, it reads the config and closes what it opened; given settings and ports, these are the caller's. Reads the
 * database and writes nothing to it; writes to shadows of its own. Throws what keeps the comparison from being made
 * (CHECK_FAILED, CONNECTION_FAILED and its kin), what is wrong with the config, and OPTION_INVALID.
 *
 *     const differences = await validateSchema({ projectRootPath: 'apps/api', environment: 'staging' });
 */
export function validateSchema(of: SchemaToValidate): Promise<readonly MendedDifference[]>;
export function validateSchema(settings: Settings, ports: CommandPorts): Promise<readonly MendedDifference[]>;
export function validateSchema(
  of: SchemaToValidate | Settings,
  ports?: CommandPorts,
): Promise<readonly MendedDifference[]> {
  if (!isSettings(of)) return validateProject(of);
  return ports === undefined ? validateOpened(of, undefined) : compareSchema(of, ports);
}

function isSettings(of: SchemaToValidate | Settings): of is Settings {
  return 'migrationsPath' in of;
}

async function validateProject(of: SchemaToValidate): Promise<readonly MendedDifference[]> {
  refuseUnknown(of);
  const projectRootPath = resolve(of.projectRootPath);
  const workspacePath = of.workspacePath === undefined ? findWorkspace(projectRootPath) : resolve(of.workspacePath);
  const config = await loadConfig(projectRootPath, workspacePath);
  const settings = await resolveSettings({
    workspacePath,
    projectRootPath,
    project: of.project ?? readProjectName(projectRootPath),
    config: of.url === undefined ? config : withUrl(config, of.url),
    options: of.environment === undefined ? {} : { environment: of.environment },
    env: process.env,
    database: 'needed',
  });
  return validateOpened(settings, of.signal);
}

async function validateOpened(
  settings: Settings,
  signal: AbortSignal | undefined,
): Promise<readonly MendedDifference[]> {
  const ports = openPorts(settings, {
    reporter: { report: () => {} },
    signal: signal ?? new AbortController().signal,
    access: 'read-only',
  });
  try {
    return await compareSchema(settings, ports);
  } finally {
    await ports.close();
  }
}

function refuseUnknown(of: SchemaToValidate): void {
  const given: unknown = of;
  const names = isRecord(given) ? Object.keys(given) : [];
  const [unknown] = names.filter((name) => !known.has(name));
  if (unknown === undefined && isRecord(given) && typeof given.projectRootPath === 'string') return;
  const what = unknown === undefined ? 'projectRootPath is missing.' : `unknown key ${unknown}.`;
  throw new EngineError('OPTION_INVALID', `validateSchema: ${what}`, {
    hint: `Give it an object with projectRootPath; it also takes ${[...known].slice(1).join(', ')}.`,
  });
}

function findWorkspace(projectRootPath: string): string {
  for (let folder = projectRootPath; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return folder;
    if (dirname(folder) === folder) return projectRootPath;
  }
}

/** The name that Nx has for the project: history is kept by it. */
function readProjectName(projectRootPath: string): string {
  const ofProject = readJson(join(projectRootPath, 'project.json'));
  const ofPackage = readJson(join(projectRootPath, 'package.json'));
  const nx = isRecord(ofPackage.nx) ? ofPackage.nx : {};
  const names = [ofProject.name, nx.name, ofPackage.name, basename(projectRootPath)];
  return names.find((name) => typeof name === 'string') ?? basename(projectRootPath);
}

function readJson(path: string): Readonly<Record<string, unknown>> {
  if (!existsSync(path)) return {};
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return isRecord(value) ? value : {};
}

/** The config with that database in each environment: which of them it is stays with the config. */
function withUrl(config: LoadedConfig, url: string): LoadedConfig {
  const value = isRecord(config.value) ? config.value : {};
  const environments = isRecord(value.environments) ? value.environments : { development: {} };
  const replaced = Object.entries(environments).map(([name, environment]) => [
    name,
    { ...(isRecord(environment) ? environment : {}), database: { url } },
  ]);
  return { ...config, value: { ...value, environments: Object.fromEntries(replaced) } };
}
