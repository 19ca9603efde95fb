import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { OpenTypesFile } from '../ports';
import { openOwnedFile } from './owned-file';

/** Where a project's files of types are, and what is remembered of them. */
export interface TypesFilePlace {
  readonly workspacePath: string;
  readonly projectRootPath: string;
  /** What all files of types have in their first lines. */
  readonly mark: string;
}

/** Files of types. What is remembered lies in `.pgrestify`, outside of the repository: it is about this machine's files. */
export function createTypesFiles({ workspacePath, projectRootPath, mark }: TypesFilePlace): OpenTypesFile {
  const memoryPath = join(projectRootPath, '.pgrestify', 'types.json');
  return (path) => {
    const shownPath = relative(workspacePath, join(projectRootPath, path)).replaceAll('\\', '/');
    const file = openOwnedFile({
      path: shownPath,
      workspacePath,
      mark,
      name: `types.path, ${shownPath},`,
      kind: 'file of types',
      unwritable: 'TYPES_UNWRITABLE',
    });
    return {
      path: shownPath,
      read: file.read,
      write: file.write,
      remembered: () => readMemory(memoryPath).get(path),
      remember: (text) => writeMemory(memoryPath, new Map([...readMemory(memoryPath), [path, text]])),
    };
  };
}

/** Nothing, when it cannot be read: it only spares work. */
function readMemory(memoryPath: string): ReadonlyMap<string, string> {
  try {
    const value: unknown = JSON.parse(readFileSync(memoryPath, 'utf8'));
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    return new Map(entries.flatMap(([path, text]) => (typeof text === 'string' ? [[path, text] as const] : [])));
  } catch {
    return new Map();
  }
}

function writeMemory(memoryPath: string, memory: ReadonlyMap<string, string>): void {
  const partialPath = `${memoryPath}.${process.pid}.partial`;
  try {
    mkdirSync(dirname(memoryPath), { recursive: true });
    writeFileSync(partialPath, `${JSON.stringify(Object.fromEntries(memory), null, 2)}\n`);
    renameSync(partialPath, memoryPath);
  } catch {
    rmSync(partialPath, { force: true });
  }
}
