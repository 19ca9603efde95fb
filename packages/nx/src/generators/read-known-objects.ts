import { joinPathFragments, type Tree } from '@nx/devkit';
import { deriveKnownObjects, type KnownObjects, type KnownScript } from '@pgrestify/engine/scaffold';
import { listMigrationIds } from './project-folder';
import type { SqlFolders } from './sql-folders';

/** What the scripts of a project make, test data left out: what a generator must not make a second time. */
export function readKnownObjects(tree: Tree, { sqlPath, migrationsPath }: SqlFolders): KnownObjects {
  const scriptsIn = (folder: string) => readScripts(tree, joinPathFragments(sqlPath, folder));
  return deriveKnownObjects({
    before: [...scriptsIn('functions'), ...scriptsIn('schemas')],
    migrations: listMigrationIds(tree, migrationsPath).map((id) => ({
      id,
      ...readScript(tree, joinPathFragments(migrationsPath, id, 'up.sql')),
    })),
    after: scriptsIn('repeatable'),
  });
}

function readScripts(tree: Tree, folder: string): readonly KnownScript[] {
  const names = tree.children(folder).filter((name) => name.endsWith('.sql'));
  return [...names].sort().map((name) => readScript(tree, joinPathFragments(folder, name)));
}

function readScript(tree: Tree, path: string): KnownScript {
  return { path, text: tree.isFile(path) ? (tree.read(path, 'utf8') ?? '') : '' };
}
