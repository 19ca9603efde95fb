import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { joinPathFragments, type Tree } from '@nx/devkit';
import { configFileNames, loadConfig } from '@pgrestify/engine/config';

/** Where a project keeps its SQL, relative to the workspace. */
export interface SqlFolders {
  readonly sqlPath: string;
  readonly migrationsPath: string;
}

/**
 * The folders that the project's config names (`sql`, `migrations.directory` of the file or of an environment), or the
 * usual ones. Environments that are functions are not called. Throws the error of a config that cannot be read.
 */
export async function findSqlFolders(tree: Tree, projectRoot: string): Promise<SqlFolders> {
  const config = await readConfig(tree, projectRoot);
  const sqlPath = joinPathFragments(projectRoot, textOf(config.sql) ?? 'sql');
  const directory = [config, ...Object.values(recordOf(config.environments))]
    .map((holder) => textOf(recordOf(recordOf(holder).migrations).directory))
    .find((each) => each !== undefined);
  const migrationsPath =
    directory === undefined ? joinPathFragments(sqlPath, 'migrations') : joinPathFragments(projectRoot, directory);
  return { sqlPath, migrationsPath };
}

/** A config that only the tree has was written by this very command, with the usual folders. */
async function readConfig(tree: Tree, projectRoot: string): Promise<Readonly<Record<string, unknown>>> {
  const projectRootPath = join(tree.root, projectRoot);
  if (!configFileNames.some((name) => existsSync(join(projectRootPath, name)))) return {};
  const { value } = await loadConfig(projectRootPath, tree.root);
  return recordOf(value);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  // The parse boundary: of an object, any key may be asked for.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
