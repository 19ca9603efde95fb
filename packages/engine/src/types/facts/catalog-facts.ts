/**
 * What the catalog says of the schemas that PostgREST serves, as it stands there: nothing in here decides how it is
 * served. Objects are named by their oid, as the catalog does.
 */
export interface CatalogFacts {
  /** All that exist but the system's, whichever were asked for. */
  readonly schemas: readonly string[];
  /** Relations of the schemas that were asked for, without partitions, which PostgREST does not know. */
  readonly relations: readonly RelationFacts[];
  /** Every type, by its oid, but the row types of the system's own relations. */
  readonly types: ReadonlyMap<number, TypeFacts>;
  /** Functions of the same schemas; no aggregates, procedures or window functions. */
  readonly functions: readonly FunctionFacts[];
  /** Keys of all tables: a view of these schemas may show those of a table that is in none of them. */
  readonly keys: readonly KeyFacts[];
  readonly foreignKeys: readonly ForeignKeyFacts[];
  /** Where the columns of views of these schemas come from. */
  readonly viewColumns: readonly ViewColumnFacts[];
}

/** A table, a view or a foreign table. */
export interface RelationFacts {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'table' | 'view' | 'materialized-view' | 'foreign-table';
  /** Also by way of triggers and rules. */
  readonly insertable: boolean;
  readonly updatable: boolean;
  /** In the order of the table. */
  readonly columns: readonly ColumnFacts[];
}

export interface ColumnFacts {
  /** `attnum`. */
  readonly number: number;
  readonly name: string;
  readonly type: number;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  readonly identity: 'always' | 'by-default' | undefined;
  readonly generated: boolean;
  /** Whether it can be written at all, as a column of a view need not. */
  readonly writable: boolean;
}

export interface TypeFacts {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'base' | 'composite' | 'domain' | 'enum' | 'pseudo' | 'range';
  /** The type of the elements of a true array. */
  readonly element: number | undefined;
  /** What a domain is over. */
  readonly base: number | undefined;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  /** The relation whose row it is; of a composite type that was made as such undefined. */
  readonly relation: number | undefined;
  /** Of an enum, in its order. */
  readonly labels: readonly string[];
  /** Of a composite type, in its order; empty for rows of relations. */
  readonly attributes: readonly { readonly name: string; readonly type: number }[];
  /** Whether it has a cast to json, which then decides what is sent. */
  readonly castsToJson: boolean;
}

export interface FunctionFacts {
  readonly schema: string;
  readonly name: string;
  readonly args: readonly ArgumentFacts[];
  readonly returns: number;
  readonly returnsSet: boolean;
  /** How many rows the planner expects of a set. */
  readonly rows: number;
}

export interface ArgumentFacts {
  /** Empty: it has none. */
  readonly name: string;
  readonly type: number;
  readonly mode: 'in' | 'out' | 'inout' | 'variadic' | 'table';
  readonly hasDefault: boolean;
}

/** A primary key or a unique constraint. A unique index alone is none. */
export interface KeyFacts {
  readonly relation: number;
  readonly columns: readonly number[];
}

export interface ForeignKeyFacts {
  readonly name: string;
  readonly from: TableColumns;
  readonly to: TableColumns;
}

/** Columns of a relation that may be of a schema that is not served. */
export interface TableColumns {
  readonly relation: number;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly { readonly number: number; readonly name: string }[];
}

/** A column of a view that is a column of another relation as it is. */
export interface ViewColumnFacts {
  readonly view: number;
  readonly column: number;
  readonly origin: { readonly relation: number; readonly column: number };
}
