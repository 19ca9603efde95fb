import type { Target } from './rule';

/** What is asked of the database about a relation that a statement names. Equal ids are one question. */
export interface RelationLookup {
  readonly id: string;
  readonly kind: Exclude<Target['kind'], 'all-tables'>;
  /** The name's key. */
  readonly name: string;
  /** The search_path that the script has set when it names it; undefined: the session's own. */
  readonly searchPath: string | undefined;
  readonly children: Target['children'];
  readonly columns: readonly string[];
  readonly typeChanges: readonly { readonly column: string; readonly type: string }[];
  /** Keys of indexes in the same schema. */
  readonly indexes: readonly string[];
  /** Key of the table whose partition key a check of this one should be about. */
  readonly parent: string | undefined;
}

/** All that is asked, in one message. */
export interface CatalogLookups {
  readonly relations: readonly RelationLookup[];
  /** Keys of functions that are called in defaults. */
  readonly functions: readonly string[];
  /** Types of added columns. */
  readonly types: readonly string[];
}

/** What the database knows of a relation. */
export interface RelationFacts {
  /** The table, qualified; undefined when there is none of that name. */
  readonly table: string | undefined;
  /** Whether it holds rows, those of partitions and children included. What cannot be seen counts as rows. */
  readonly hasRows: boolean;
  readonly columns: Readonly<Record<string, ColumnFacts>>;
  /** By key; only those that exist. */
  readonly indexes: Readonly<Record<string, { readonly columns: readonly string[] }>>;
  /** Whether a validated check names the whole partition key of the parent. */
  readonly isBoundChecked: boolean;
}

/** What the database knows of a column; only of those that exist. */
export interface ColumnFacts {
  readonly notNull: boolean;
  /** Its checks `column IS NOT NULL`. */
  readonly filledChecks: readonly { readonly name: string; readonly validated: boolean }[];
  /** Whether a check, or an index with an expression or a predicate, leans on it. */
  readonly isLeanedOn: boolean;
  /** As `format_type` writes it. */
  readonly type: string;
  /** By the new type as it is written. */
  readonly typeChanges: Readonly<Record<string, TypeChangeFacts>>;
}

/** How two types relate. */
export interface TypeChangeFacts {
  /** The new type without arguments, as `format_type` writes it. */
  readonly newBase: string;
  readonly oldBase: string;
  /** Whether a value of the old type is one of the new as it is stored. */
  readonly isBinaryCoercible: boolean;
}

/** The answers. */
export interface TableCatalog {
  readonly relations: Readonly<Record<string, RelationFacts>>;
  /** Keys of functions of which none of that name is volatile. */
  readonly steadyFunctions: readonly string[];
  /** Types that are domains with constraints. */
  readonly checkingTypes: readonly string[];
  /** Types that are domains whose default gives another value at each call. */
  readonly varyingTypes: readonly string[];
}
