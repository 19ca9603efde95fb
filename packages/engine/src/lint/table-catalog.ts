import type { Drop, Excuse, Target, TypeChange } from './rule';
import type { Name } from './statements/names';
import type { PartitionBound } from './statements/partition-bound';

/** What is asked of the database about a relation that a statement names. Equal ids are one question. */
export interface RelationLookup {
  readonly id: string;
  readonly kind: Exclude<Target['kind'], 'all-tables'>;
  /** The name's key. */
  readonly name: string;
  /** The search_path that the script has set when it names it; undefined: the session's own. */
  readonly searchPath: string | undefined;
  readonly children: Target['children'];
  readonly part: string | undefined;
  readonly drop: Drop | undefined;
  readonly columns: readonly string[];
  readonly typeChanges: readonly AskedTypeChange[];
  /** Keys of indexes in the same schema. */
  readonly indexes: readonly string[];
  /** Names of constraints of the table. */
  readonly constraints: readonly string[];
  /** The table of which this one becomes a partition. */
  readonly attach: { readonly parent: string; readonly bound: PartitionBound } | undefined;
}

/** A change of type, with what decides it beside the types. */
export interface AskedTypeChange extends TypeChange {
  /** That the script has set; undefined: the session's own. */
  readonly timeZone: string | undefined;
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
  /** Whether the object that is named is there, for one that is dropped: it need not belong to a table. */
  readonly isThere: boolean;
  /** Whether it holds rows, those of partitions and children included. What cannot be seen counts as rows. */
  readonly hasRows: boolean;
  readonly columns: Readonly<Record<string, ColumnFacts>>;
  /** By key; only those that exist. */
  readonly indexes: Readonly<Record<string, { readonly columns: readonly string[] }>>;
  /** Those that hold for the tables below it, too. */
  readonly checks: readonly CheckFacts[];
  /** By name; only those that were asked for and exist. */
  readonly constraints: Readonly<Record<string, { readonly type: string; readonly isEnforced: boolean }>>;
  readonly attach: AttachFacts | undefined;
}

/** A check of a table. */
export interface CheckFacts {
  readonly name: string;
  readonly expression: string;
  readonly validated: boolean;
}

/** What is to be done to a table that becomes a partition. */
export interface AttachFacts {
  /** Whether validated checks imply the partition's bound; of a default partition, that its rows are outside of it. */
  readonly isBoundChecked: boolean;
  /** Columns of the parent's partition key; empty when there are expressions among them. */
  readonly partitionKey: readonly string[];
  readonly isKeyNotNull: boolean;
  readonly indexesMatch: boolean;
  readonly foreignKeysMatch: boolean;
}

/** What the database knows of a column; only of those that exist. */
export interface ColumnFacts {
  readonly notNull: boolean;
  readonly isVirtual: boolean;
  /** Whether a check of it, or of a table below, names it. */
  readonly isChecked: boolean;
  /** By the new type as it is written, and the collation. */
  readonly typeChanges: Readonly<Record<string, TypeChangeFacts>>;
}

/** How two types relate; of a domain it is its base type that counts. */
export interface TypeChangeFacts {
  /** As `format_type` writes it, with arguments. */
  readonly oldType: string;
  /** The same, without arguments unless it is a domain, whose own they are. */
  readonly newType: string;
  readonly isDomain: boolean;
  /** Whether the new type is a domain that looks at each value. */
  readonly isChecking: boolean;
  /** Without arguments. */
  readonly newBase: string;
  /** Whether a value of the old type is one of the new as it is stored. */
  readonly isBinaryCoercible: boolean;
  /** Whether an index over the column, of it or of a table below, has to be built anew. */
  readonly rebuildsIndex: boolean;
  /** Whether a foreign key over the column has to be checked again. */
  readonly rechecksReference: boolean;
}

/** Under which name the facts of a change of type are kept. */
export function typeChangeKey({ type, collation }: TypeChange): string {
  return `${type} collate ${collation ?? ''}`;
}

/** The answers. */
export interface TableCatalog {
  /**
   * Set where no database is there to ask: what the files know of a target, by the name that it has now. A table that the
   * same release does not make is then believed to hold rows.
   */
  readonly factsOf?: (target: Target, name: Name, excuses: readonly Excuse[]) => RelationFacts | undefined;
  /** Undefined while nobody was asked. */
  readonly serverMajor: number | undefined;
  readonly relations: Readonly<Record<string, RelationFacts>>;
  /** Keys of functions of which none of that name is volatile. */
  readonly steadyFunctions: readonly string[];
  /** Types that are domains with constraints. */
  readonly checkingTypes: readonly string[];
  /** Types that are domains whose default gives another value at each call. */
  readonly varyingTypes: readonly string[];
  /** Types that are domains with a default. */
  readonly defaultingTypes: readonly string[];
}

/** What is known of a relation of which nobody could be asked. */
export const unseenRelation: RelationFacts = {
  table: undefined,
  isThere: true,
  hasRows: true,
  columns: {},
  indexes: {},
  checks: [],
  constraints: {},
  // What nobody has seen is not said to be missing.
  attach: { isBoundChecked: false, partitionKey: [], isKeyNotNull: false, indexesMatch: true, foreignKeysMatch: true },
};

/** The answers when nothing was asked. */
export const nothingKnown: TableCatalog = {
  serverMajor: undefined,
  relations: {},
  steadyFunctions: [],
  checkingTypes: [],
  varyingTypes: [],
  defaultingTypes: [],
};
