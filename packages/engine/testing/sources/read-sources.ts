import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A TypeScript file of the repository. */
export interface Source {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** Where the paths of sources begin. */
export const repositoryPath = join(__dirname, '../../../..');

/** All TypeScript below a folder of the repository, specs as well. */
export function readSources(folder: string): readonly Source[] {
  return readdirSync(join(repositoryPath, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path))
    .map((path) => ({ path, text: readFileSync(join(repositoryPath, path), 'utf8') }));
}

/** Whether a source is a test. */
export function isSpec({ path }: Source): boolean {
  return path.endsWith('.spec.ts');
}

/** What a source imports by a path, at its start, later or as a type; relative to the repository, without an ending. */
export function readImports({ path, text }: Source): readonly string[] {
  return [...text.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*'(\.[^']+)'/g)].map(([, target = '']) =>
    join(dirname(path), target),
  );
}
