import type { LockMode } from '../../../sql/locks/lock-modes';

/** What a relation is when it is read. */
export interface RelationReading {
  /** With its schema; undefined: it was dropped. */
  readonly name: string | undefined;
  /** As pg_class has it. */
  readonly kind: string;
  readonly file: number;
  /** How often it was read as a whole. */
  readonly scans: number;
  /** OID of the table that an index is of; its own otherwise. */
  readonly owner: string;
  /** Modes of the locks that the transaction holds on it. */
  readonly modes: readonly LockMode[];
}

/** One reading of a transaction. */
export interface Reading {
  /** Place of the statement that it was read behind; `begin`: ahead of the first. */
  readonly at: number | 'begin';
  /** By OID: all of the user's at the begin, those that are locked behind a statement. */
  readonly relations: ReadonlyMap<string, RelationReading>;
}

type Row = readonly [string | null, string | null, number | null, number, number | null, (readonly LockMode[])?];

/** What `statementMeasure` reads. Pure. */
export function parseReading(text: string): Reading {
  // The parse boundary: the text is what our own query made.
  const { at, relations } = JSON.parse(text) as {
    readonly at: number | 'begin';
    readonly relations: Readonly<Record<string, Row>>;
  };
  return { at, relations: new Map(Object.entries(relations).map(([oid, row]) => [oid, relationOf(oid, row)])) };
}

function relationOf(oid: string, [name, kind, file, scans, owner, modes = []]: Row): RelationReading {
  return { name: name ?? undefined, kind: kind ?? '', file: file ?? 0, scans, owner: String(owner ?? oid), modes };
}
