/** A file of another tool's layout, and where its text belongs in this one. */
export interface ForeignFile {
  /** Undefined where several tools have such files, and nothing in it tells which. */
  readonly tool: string | undefined;
  /** Below the folder of the migrations. */
  readonly name: string;
  /** As a reader is told it: `V1__users/up.sql`; undefined for a file that has no place here. */
  readonly target: string | undefined;
}
