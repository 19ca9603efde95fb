/** How a copy is made. */
export type CopyKind =
  /** By the server itself, beside the database. */
  | 'template'
  /** By pg_dump, into an embedded server of the same major. */
  | 'dump';

/** What is known of a database, its server and this machine before a copy is made. */
export interface CopyFacts {
  /** As the server counts it. */
  readonly sizeBytes: number;
  /** PostgreSQL major, as 18. */
  readonly serverMajor: number;
  /** Sessions in the database beside ours. */
  readonly otherSessions: number;
  /** Whether a pooler gives the connection's session to others between transactions. */
  readonly isShared: boolean;
  /** Whether the role may make a database that is a copy of this one. */
  readonly mayCopy: boolean;
  /** What a copy beside the database finds free, and one in an embedded server; undefined: it cannot be known. */
  readonly freeBytes: { readonly template: number | undefined; readonly dump: number | undefined };
  /** What pg_dump would be used, as `pg_dump 15.18`; or why there is none, as a sentence. */
  readonly dump:
    | { readonly kind: 'found'; readonly name: string }
    | { readonly kind: 'missing'; readonly reason: string };
}
