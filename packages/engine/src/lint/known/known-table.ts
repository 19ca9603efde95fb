import type { CheckFacts } from '../table-catalog';

/** A column, as far as the files say. */
export interface KnownColumn {
  readonly name: string;
  /** As `format_type` writes it, with arguments. */
  readonly type: string;
  readonly notNull: boolean;
  readonly isVirtual: boolean;
}

/** An index, also that of a constraint. */
export interface KnownIndex {
  /** Key of its name, without a schema. */
  readonly name: string;
  /** Plain columns in their order; undefined where one is an expression. */
  readonly columns: readonly (string | undefined)[];
  readonly isUnique: boolean;
  /** Whether it has only the rows of a predicate. */
  readonly isPartial: boolean;
  readonly method: string;
}

/** A foreign key. */
export interface KnownReference {
  readonly name: string;
  readonly columns: readonly string[];
  /** Key of the table that it refers to. */
  readonly to: string;
}

/** A table that the files make. */
export interface KnownTable {
  readonly key: string;
  readonly written: string;
  readonly columns: ReadonlyMap<string, KnownColumn>;
  readonly checks: readonly CheckFacts[];
  readonly indexes: readonly KnownIndex[];
  readonly references: readonly KnownReference[];
  /** Columns of its partition key; undefined: it is not partitioned. An expression leaves it empty. */
  readonly partitionKey: readonly string[] | undefined;
  /** Key of its default partition. */
  readonly defaultPartition: string | undefined;
}

/** A table without anything. */
export function emptyTable(key: string, written: string): KnownTable {
  return {
    key,
    written,
    columns: new Map(),
    checks: [],
    indexes: [],
    references: [],
    partitionKey: undefined,
    defaultPartition: undefined,
  };
}
