import type { FolderEntry } from '../../ports';

/** A folder as it is looked through. `prefix` is its path below the folder of the migrations, with a slash. */
export interface SearchedFolder {
  readonly folderPath: string;
  readonly prefix: string;
  readonly entries: readonly FolderEntry[];
}
