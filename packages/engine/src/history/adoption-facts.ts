/** What is asked of a database that holds tables and has no history of the project. */
export type AdoptionQuestion = readonly {
  /** Undefined: where the session makes tables. */
  readonly schema: string | undefined;
  readonly name: string;
}[];

/** What a database tells of those who filled it. */
export interface AdoptionFacts {
  /** Which of the tables are there, as `schema.table`, in the order of the question; undefined for those that are not. */
  readonly present: readonly (string | undefined)[];
  readonly histories: readonly ForeignHistory[];
}

/** The history of another tool. */
export interface ForeignHistory {
  readonly tool: string;
  /** `schema.table`. */
  readonly table: string;
  /** What it records as applied: versions, names of files or of folders. Empty where it may not be read. */
  readonly applied: readonly string[];
}
