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
  /** The folder's path and the name. */
  readonly path: string;
  /** What it is once links are followed; `other` for a device, and for a link that must not be followed. */
  readonly kind: 'file' | 'folder' | 'other';
  /** Why a link is not followed: it leaves the workspace, or leads nowhere. */
  readonly link?: 'outside' | 'broken';
}

/** What tells one state of a file from another without reading it. */
export interface FileStamp {
  /** Another text for another device, inode, size, time of change or of what is known of the file. */
  readonly state: string;
  /** `fresh`: written so shortly before that one more write may leave the same state. */
  readonly age: 'settled' | 'fresh';
}

/** A file as read: all its bytes, or for one over `maxInlineBytes` only its size. */
export interface SourceFile {
  readonly size: number;
  readonly bytes: Buffer | undefined;
  /** As it was before the first byte was read; made when it is asked for, since most are never looked at again. */
  readonly stamp: () => FileStamp;
}

/** Scripts over this size are streamed. */
export const maxInlineBytes = 8 * 1024 * 1024;

/**
 * The file system as the core sees it. Paths are absolute; one that leads out of the workspace, also by a link, throws
 * FILE_OUTSIDE_WORKSPACE.
 * Synchronous: the promise API costs 12 times the CPU.
 */
export interface SqlFiles {
  /** Entries in code-unit order of their names; undefined when the folder does not exist. Throws FILE_UNREADABLE. */
  list(folderPath: string): readonly FolderEntry[] | undefined;
  /** Undefined when the file does not exist. Throws FILE_UNREADABLE. */
  read(filePath: string): SourceFile | undefined;
  /** Undefined when the file does not exist. Throws FILE_UNREADABLE. */
  stamp(filePath: string): FileStamp | undefined;
  /** The bytes of a large file in pieces of about 1 MB; a buffer is valid until the next is asked for. */
  pieces(filePath: string): Iterable<Buffer>;
}

/** What a branch is compared with, by its name, and who said so. */
export interface BaseRef {
  /** A branch, tag or commit, as git takes it. */
  readonly name: string;
  readonly saidBy: 'option' | 'NX_BASE' | 'nx.json' | 'default';
}

/** A file as a commit has it. */
export interface CommittedFile {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  /** git's id of its bytes: the same for the same bytes. */
  readonly blob: string;
}

/**
 * The files of the workspace as a commit has them, read as if they lay on the disk. What is not in the repository is not
 * there; links to files are followed, those to folders are not. Throws BASE_UNREADABLE.
 */
export interface CommitFiles extends SqlFiles {
  readonly commit: string;
  /** All files below a folder, in the order of their paths. Read once; nothing of their texts is read for it. */
  tree(folderPath: string): readonly CommittedFile[];
}

/** What the working tree, uncommitted files included, is compared with. */
export interface Base {
  /** The ref that was taken: `origin/main` where `main` is not here, or is behind it. */
  readonly ref: string;
  /** Where this branch left it: the newest commit that HEAD and the ref have in common. On the base itself, HEAD. */
  readonly fork: CommitFiles;
  /** The ref as it is now, with what others merged meanwhile; the same object as `fork` when that is nothing. */
  readonly tip: CommitFiles;
  /** Whether HEAD is the ref's own commit, so that only what is not committed yet differs. */
  readonly head: 'at-base' | 'beside-base';
}

/**
 * The base, or why it is not known: the end of a sentence, without a stop. `no-history`: there are no commits at all, so
 * that nobody else's can be missed.
 */
export type BaseReading =
  | { readonly known: true; readonly base: Base }
  | {
      readonly known: false;
      readonly ref: BaseRef;
      readonly why: string;
      readonly because: 'no-history' | 'not-found';
    };

/**
 * Finds the base of the repository that the project lies in. `name` is that of an option; else it is as the workspace has
 * it. Reads, once, and of the network only what a partial clone lacks.
 */
export type ReadBase = (name?: string) => BaseReading;

/** Tells when files change. Must be closed. */
export interface FileChanges {
  /** From now on these files and folders, with all that is in them, are watched instead; what they are now is no change. */
  watch(paths: readonly string[]): void;
  /**
   * Resolves as `changed` when they are not what they were at the last `watch` or change, also when that came about before the
   * call; several changes in short order are one. As `stopped` when the signal is aborted.
   */
  next(signal: AbortSignal): Promise<'changed' | 'stopped'>;
  close(): void;
}

/** What a person is asked at a terminal before a run. */
export interface Question {
  /** The plan, in lines. */
  readonly text: string;
  /** What is to be typed to go on; anything else is a no. */
  readonly answer: string;
}

/** A person at a terminal. No answer in time, the end of input and an aborted signal are a no; it never hangs. */
export interface Prompt {
  ask(question: Question, signal: AbortSignal): Promise<'yes' | 'no'>;
}

/** How a backup would be taken. */
export interface BackupPlan {
  readonly folderPath: string;
  /** Path of pg_dump, or where else it is run. */
  readonly program: string;
  readonly programVersion: string;
}

/** A complete backup: on disk, and read by pg_restore. */
export interface Backup {
  readonly path: string;
  readonly sizeBytes: number;
  /** Older ones that were deleted, by their paths. */
  readonly removed: readonly string[];
  /** What to run to restore it beside the database, without secrets; undefined for an embedded database. */
  readonly restoreCommand: string | undefined;
  /** What went wrong around it without harming it. */
  readonly warnings: readonly string[];
}

/** What a backup is taken for. */
export interface BackupRequest {
  readonly planHash: string;
  readonly signal: AbortSignal;
  /** Told about once a second how much is written. Absent: nobody looks on. */
  readonly onWritten?: (written: Written) => void;
}

/** How much of a copy of a database is written. */
export interface Written {
  readonly bytes: number;
  /** What the copy before this one came to; undefined without one. */
  readonly lastBytes?: number;
}

/** Takes backups of a database. Implementations: pg_dump's, and for tests the memory twin. */
export interface Backups {
  /** Finds the program; writes nothing. Throws BACKUP_PROGRAM_MISSING, and BACKUP_FAILED where none could be written. */
  plan(): Promise<BackupPlan>;
  /** Takes one, called only under the run lock. Throws BACKUP_FAILED, and CANCELLED once the signal is aborted. */
  take(plan: BackupPlan, request: BackupRequest): Promise<Backup>;
}

/** A file of types, and what an earlier run remembered of it. */
export interface TypesFile {
  /** Relative to the workspace. */
  readonly path: string;
  /** Undefined when there is none. Throws TYPES_UNWRITABLE. */
  read(): string | undefined;
  /** Throws TYPES_UNWRITABLE. */
  write(text: string): void;
  /** What was remembered last; undefined: nothing is known. */
  remembered(): string | undefined;
  /** Remembers a text, where that can be. */
  remember(text: string): void;
}

/** The file of types at a path that is relative to the project. Throws FILE_OUTSIDE_WORKSPACE, TYPES_UNWRITABLE. */
export type OpenTypesFile = (path: string) => TypesFile;

/** Catalog of a database as rows, canonical and sorted; see `schema/`. */
export interface CatalogRow {
  readonly kind: string;
  readonly id: string;
  readonly definition: unknown;
}
