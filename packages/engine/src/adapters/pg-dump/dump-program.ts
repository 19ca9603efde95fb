/** A program with its arguments; what it writes to its standard output is kept. */
export interface ProgramCall {
  readonly argv: readonly [program: string, ...args: readonly string[]];
  readonly env: NodeJS.ProcessEnv;
}

/** A pg_dump and its pg_restore, wherever they run. */
export interface DumpProgram {
  /** What to call it: a path. */
  readonly name: string;
  /** `15.18`. */
  readonly version: string;
  /**
   * Dumps the database to standard output in the custom format. Files that it needs (certificates) are written into
   * that folder, which is deleted afterwards.
   */
  dump(folderPath: string): ProgramCall;
  /** As `dump`, in SQL, for another server, as far as that needs it. `withoutRows` are schemas whose rows are left out. */
  script(folderPath: string, withoutRows: readonly string[]): ProgramCall;
  /** Lists the dump of its standard input. */
  list(): ProgramCall;
  /** What restores a dump into another database of the same server, for a person; undefined when there is no way. */
  restoreCommand(dumpPath: string): string | undefined;
}
