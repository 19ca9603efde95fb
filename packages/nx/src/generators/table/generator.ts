import { join } from 'node:path';
import { formatFiles, generateFiles, joinPathFragments, logger, OverwriteStrategy, type Tree } from '@nx/devkit';
import {
  deriveTable,
  describePolicy,
  nextMigrationId,
  type RowSecurity,
  refuseTaken,
  type TableView,
} from '@pgrestify/engine/scaffold';
import { findProjectRoot, listMigrationIds } from '../project-folder';
import { readKnownObjects } from '../read-known-objects';
import { showEngineErrors } from '../show-engine-errors';
import { findSqlFolders } from '../sql-folders';
import { addToSchemas } from './add-to-schemas';

/** Options of `nx g @pgrestify/nx:table`; see schema.json. */
export interface TableGeneratorOptions {
  readonly name: string;
  readonly project: string;
  readonly columns?: string;
  readonly foreignKeys?: string;
  readonly rls?: RowSecurity;
  readonly as?: 'migration' | 'schema';
  readonly skipFormat?: boolean;
}

/**
 * Writes a table: as a migration `create-<name>`, or as statements that can be repeated, added to the schemas files.
 * Adds `functions/updated_at.sql` when the project lacks it. Throws before it writes when an option is wrong, or when the
 * project makes a table of that name already.
 */
export default async function tableGenerator(tree: Tree, options: TableGeneratorOptions): Promise<void> {
  await showEngineErrors(async () => {
    const folders = await findSqlFolders(tree, findProjectRoot(tree, options.project));
    const { sqlPath, migrationsPath } = folders;
    const view = deriveTable(options);
    const indexes = view.indexes.map(({ name }) => name);
    refuseTaken({ table: view.table, indexes }, readKnownObjects(tree, folders));
    const templates = { ...view, describePolicy };
    if (options.as === 'schema') {
      addToSchemas(tree, sqlPath, templates);
    } else {
      const id = nextMigrationId(listMigrationIds(tree, migrationsPath), `create-${view.name}`, new Date());
      const target = joinPathFragments(migrationsPath, id);
      generateFiles(tree, join(__dirname, 'files/migration'), target, templates, throwIfExisting);
    }
    generateFiles(tree, join(__dirname, 'files/functions'), joinPathFragments(sqlPath, 'functions'), {}, keepExisting);
    warnWithoutAuth(tree, sqlPath, view);
  });
  if (!options.skipFormat) await formatFiles(tree);
}

const throwIfExisting = { overwriteStrategy: OverwriteStrategy.ThrowIfExisting };
const keepExisting = { overwriteStrategy: OverwriteStrategy.KeepExisting };

// Not added unasked: a database such as Supabase's has these functions, and they are not the user's to replace.
function warnWithoutAuth(tree: Tree, sqlPath: string, view: TableView): void {
  const authPath = joinPathFragments(sqlPath, 'functions/auth.sql');
  if (view.policies.length === 0 || tree.exists(authPath)) return;
  logger.warn(
    `${authPath} is missing: the policies need auth.uid() and auth.role(), and the roles anon and authenticated. ` +
      'Run nx g @pgrestify/nx:init with the project, or make sure that the database has them.',
  );
}
