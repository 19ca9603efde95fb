import { posix } from 'node:path';
import type { AskGit } from './commit-blobs';
import { parseTree, type TreeEntry } from './git-objects';

/** The entries of a commit's folders, by paths relative to where git runs. */
export interface CommitTree {
  /** What lies at a path, once its folder was read; undefined when nothing does. */
  readonly at: (path: string) => TreeEntry | undefined;
  /** All files below a folder, in git's order. */
  readonly below: (folder: string) => readonly TreeEntry[];
  /** All that was read by now. */
  readonly known: () => readonly TreeEntry[];
  /** Names in a folder, with the entry of each that is no folder. */
  readonly names: (folder: string) => ReadonlyMap<string, TreeEntry | undefined>;
}

/** Reads a folder with all that is in it when it is asked for first. What lies outside is not there. */
export function readCommitTree(commit: string, ask: AskGit): CommitTree {
  const loaded = new Set<string>();
  const entries = new Map<string, TreeEntry>();
  const folders = new Map<string, Map<string, TreeEntry | undefined>>();
  return {
    at: (path) => {
      load(folderOf(path));
      return entries.get(path);
    },
    below: (folder) => {
      load(folder);
      return [...entries.values()].filter(({ path }) => folder === '' || path.startsWith(`${folder}/`));
    },
    known: () => [...entries.values()],
    names: (folder) => {
      load(folder);
      return folders.get(folder) ?? new Map();
    },
  };

  function load(folder: string): void {
    if (isLoaded(folder) || folder.startsWith('..') || posix.isAbsolute(folder)) return;
    const listed = parseTree(ask(['ls-tree', '-r', '-z', commit, '--', ...(folder === '' ? [] : [`${folder}/`])]));
    for (const entry of listed) {
      entries.set(entry.path, entry);
      note(entry.path, entry);
    }
    loaded.add(folder);
  }

  function isLoaded(folder: string): boolean {
    return loaded.has(folder) || (folder !== '' && isLoaded(folderOf(folder)));
  }

  /** A folder is known by what lies in it; git keeps no empty ones. */
  function note(path: string, entry: TreeEntry | undefined): void {
    const folder = folderOf(path);
    const names = folders.get(folder);
    if (names) names.set(posix.basename(path), entry);
    else {
      folders.set(folder, new Map([[posix.basename(path), entry]]));
      if (folder !== '') note(folder, undefined);
    }
  }
}

function folderOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === '.' ? '' : folder;
}
