/** The effects that the core needs, as ports. Adapters implement them; `testing/` has their memory twins. */

/** Time, injected so that durations and backoff can be tested without waiting. */
export interface Clock {
  now(): Date;
  /** Milliseconds from an arbitrary origin, never going back. */
  monotonicMs(): number;
  /** Resolves after that time, or at once when the signal is aborted. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
  /** 0 ≤ x < 1, for jitter. */
  random(): number;
}

/** A folder's entry. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** A file as read: all its bytes, or for one over `maxInlineBytes` only its size. */
export interface SourceFile {
  readonly size: number;
  readonly bytes: Buffer | undefined;
}

/** Scripts over this size are streamed. */
export const maxInlineBytes = 8 * 1024 * 1024;

/** The file system as the core sees it. Paths are absolute. Synchronous: the promise API costs 12 times the CPU. */
export interface SqlFiles {
  /** Entries in code-unit order of their names; undefined when the folder does not exist. Throws FILE_UNREADABLE. */
  list(folderPath: string): readonly FolderEntry[] | undefined;
  /** Undefined when the file does not exist. Throws FILE_UNREADABLE. */
  read(filePath: string): SourceFile | undefined;
  /** The bytes of a large file in pieces of about 1 MB; a buffer is valid until the next is asked for. */
  pieces(filePath: string): Iterable<Buffer>;
}

/** Catalog of a database as rows, canonical and sorted; see `schema/`. */
export interface CatalogRow {
  readonly kind: string;
  readonly id: string;
  readonly definition: unknown;
}
