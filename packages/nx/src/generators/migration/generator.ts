import { join } from 'node:path';
import { generateFiles, joinPathFragments, OverwriteStrategy, type Tree } from '@nx/devkit';
import { nextMigrationId, refuseTaken } from '@pgrestify/engine/scaffold';
import { findProjectRoot, listMigrationIds } from '../project-folder';
import { readKnownObjects } from '../read-known-objects';
import { showEngineErrors } from '../show-engine-errors';
import { findSqlFolders } from '../sql-folders';
import { chooseTemplate } from './choose-template';
import type { MigrationGeneratorOptions } from './options';

/**
 * Writes the folder of a new migration, later than every existing one, with the up.sql and down.sql of its kind.
 * Throws before it writes when an option is wrong, missing, or not one of the kind's, and when the project makes what
 * it would add already.
 */
export default async function migrationGenerator(tree: Tree, options: MigrationGeneratorOptions): Promise<void> {
  await showEngineErrors(async () => {
    const folders = await findSqlFolders(tree, findProjectRoot(tree, options.project));
    const { migrationsPath } = folders;
    const id = nextMigrationId(listMigrationIds(tree, migrationsPath), options.name, new Date());
    const { template, view, wanted } = chooseTemplate(options);
    refuseTaken(wanted, readKnownObjects(tree, folders));
    generateFiles(tree, join(__dirname, 'files', template), joinPathFragments(migrationsPath, id), view, {
      overwriteStrategy: OverwriteStrategy.ThrowIfExisting,
    });
  });
}
