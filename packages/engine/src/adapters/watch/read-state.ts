import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What is watched, as it was at one moment. */
export interface WatchedState {
  /** All folders in which a change may come about, by their inodes: also those of the files that were named. */
  readonly folders: ReadonlyMap<string, number>;
  /** Another text when a file or folder came, went, or was written. */
  readonly text: string;
}

/** No layout of migrations is deeper; a link that leads back up ends here. */
const maxDepth = 8;

/** Looks at files, and at folders with all that is in them. What an editor keeps beside a file is left out. */
export function readState(paths: readonly string[]): WatchedState {
  const folders = new Map<string, number>();
  const lines: string[] = [];
  const look = (path: string, depth: number): void => {
    const stats = statsOf(path);
    if (!stats) return;
    if (!stats.isDirectory()) {
      lines.push(`${path} ${stats.ino} ${stats.size} ${stats.mtimeMs}`);
      return;
    }
    folders.set(path, stats.ino);
    lines.push(path);
    if (depth === 0) return;
    for (const { name } of entriesOf(path)) if (!isBesideFile(name)) look(join(path, name), depth - 1);
  };
  for (const path of new Set(paths)) {
    look(path, maxDepth);
    const folder = folders.has(path) ? undefined : statsOf(dirname(path));
    if (folder?.isDirectory()) folders.set(dirname(path), folder.ino);
  }
  return { folders, text: lines.join('\n') };
}

/** Names by which editors keep what is not saved yet: `.up.sql.swp`, `up.sql~`, `#up.sql#`, and Vim's `4913`. */
function isBesideFile(name: string): boolean {
  return /^[.#]|~$|^4913$/.test(name);
}

function statsOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** None of a folder that went meanwhile. */
function entriesOf(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}
