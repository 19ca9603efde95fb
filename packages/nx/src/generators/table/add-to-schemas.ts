import { join } from 'node:path';
import { generateFiles, joinPathFragments, type Tree } from '@nx/devkit';
import type { describePolicy, TableView } from '@pgrestify/engine/scaffold';

/** Adds a table to the files in `sql/schemas`: each template's text goes to the end of the file of its name. */
export function addToSchemas(
  tree: Tree,
  sqlPath: string,
  view: TableView & { readonly describePolicy: typeof describePolicy },
): void {
  const schemasPath = joinPathFragments(sqlPath, 'schemas');
  // Templates are rendered beside the files, since Nx renders only into files of their own.
  const draftPath = joinPathFragments(schemasPath, '.additions');
  generateFiles(tree, join(__dirname, 'files/schemas'), draftPath, view);
  for (const name of tree.children(draftPath)) {
    const filePath = joinPathFragments(schemasPath, name);
    const addition = tree.read(joinPathFragments(draftPath, name), 'utf8') ?? '';
    tree.write(filePath, append(tree.read(filePath, 'utf8') ?? '', addition));
  }
  tree.delete(draftPath);
}

function append(text: string, addition: string): string {
  if (addition.trim() === '') return text;
  return text.trim() === '' ? addition : `${text.trimEnd()}\n\n${addition}`;
}
