import type { KnownTable } from './known-table';

/** Where a statement stands. */
export interface StatementSource {
  readonly text: Buffer;
  readonly end: number;
  readonly offsetOf: (location: number | undefined) => number;
}

/** A table by the key of its name. */
export type FindTable = (key: string) => KnownTable | undefined;
