import type { StrongLock } from '../sql/locks/lock-modes';
import type { AlterTable } from './statements/alter-table';
import type { Name } from './statements/names';
import type { PartitionBound } from './statements/partition-bound';
import type { Token } from './statements/tokens';

/**
 * What a statement does to a table while it holds its lock; `none` is over in a moment, `failure` is an error as soon as
 * there is a row.
 */
export type Effect = 'rewrite' | 'scan' | 'index-build' | 'failure' | 'none';

/** What a statement is about. */
export interface Target {
  readonly kind:
    | 'table'
    /** The table is that of an index. */
    | 'index'
    /** The tables are those with a column of a domain. */
    | 'domain'
    /** The table is the default partition of the one that is named. */
    | 'default-partition'
    /** The tables are those `OF` a composite type. */
    | 'typed'
    /** The tables are those to which foreign keys of the one that is named refer; with `part`, that foreign key. */
    | 'referenced'
    /** The tables are those whose foreign keys refer to the one that is named. */
    | 'referencing'
    /** The same, and those that refer to them in turn: what TRUNCATE … CASCADE empties. */
    | 'truncated'
    /** The tables are those that inherit from the one that is named, without itself. */
    | 'inheriting'
    /** The tables are those that a view reads. */
    | 'sources'
    /** The tables are those that are locked when an object is dropped: its own, and those of what goes with it. */
    | 'dropped'
    /** Every table: nothing is named. */
    | 'all-tables';
  /** Undefined for `all-tables`. */
  readonly name: Name | undefined;
  /** Which tables below it are meant as well; some statements go to partitions and not to tables that inherit. */
  readonly children: 'inherited' | 'partitions' | 'none';
  readonly ifExists: boolean;
  /** A constraint, column, trigger, policy or rule of the table. */
  readonly part: string | undefined;
  /** Set for `dropped`. */
  readonly drop: Drop | undefined;
}

/** How an object is dropped. */
export interface Drop {
  /** The kind of object; of the last five it is `part` of the table that is named. */
  readonly object:
    | 'relation'
    | 'type'
    | 'function'
    | 'schema'
    | 'extension'
    | 'column'
    | 'constraint'
    | 'trigger'
    | 'policy'
    | 'rule';
  /** Types of a function's arguments, as written; undefined when there is only one of that name. */
  readonly signature: string | undefined;
  /** `cascade` takes along what depends on it. */
  readonly behavior: 'cascade' | 'restrict';
}

/** What makes a statement harmless after all; only the database, or an earlier statement of the run, can tell. */
export type Excuse =
  /** The column exists already (`ADD COLUMN IF NOT EXISTS`). */
  | { readonly kind: 'column-exists'; readonly column: string }
  /** The index exists already (`CREATE INDEX IF NOT EXISTS`). */
  | { readonly kind: 'index-exists'; readonly index: Name }
  /** The column is not null already, or a validated check says so. */
  | { readonly kind: 'proven-not-null'; readonly column: string }
  /** All columns of the index are. */
  | { readonly kind: 'index-not-null'; readonly index: Name }
  /** The new type keeps what is stored, and nothing that leans on the column is computed again. */
  | ({ readonly kind: 'same-storage' } & TypeChange)
  /** The column is computed when it is read, so that only a check that names it must be looked at. */
  | { readonly kind: 'virtual-column'; readonly column: string }
  /**
   * None of these functions gives another result at each call, and the type is no domain with constraints, nor, where
   * the column has no default of its own, one whose default does.
   */
  | {
      readonly kind: 'computed-once';
      readonly functions: readonly string[];
      readonly type: string;
      readonly hasDefault: boolean;
    }
  /** The type is a domain with a default. */
  | { readonly kind: 'domain-default'; readonly type: string }
  /** A validated check over the partition key lets PostgreSQL believe the partition's bound. */
  | { readonly kind: 'bound-checked'; readonly parent: Name; readonly bound: PartitionBound }
  /** The partition has an index for each of its parent's. */
  | { readonly kind: 'indexes-match'; readonly parent: Name }
  /** The partition has each foreign key of its parent. */
  | { readonly kind: 'foreign-keys-match'; readonly parent: Name }
  /** The constraint is enforced already. */
  | { readonly kind: 'enforced'; readonly constraint: string }
  /** The constraint is one of that type, as pg_constraint has it. */
  | { readonly kind: 'constraint-type'; readonly constraint: string; readonly type: 'c' | 'f' };

/** A new type of a column whose value is taken as it is. */
export interface TypeChange {
  readonly column: string;
  /** As it is written, with arguments. */
  readonly type: string;
  /** Key of the collation that is written. */
  readonly collation: string | undefined;
}

/** One thing that a statement does to a table, as far as its text tells. */
export interface BlockingFact {
  readonly target: Target;
  readonly lock: StrongLock;
  readonly effect: Effect;
  /** The part of the statement that does it, as `ALTER COLUMN n SET NOT NULL`. */
  readonly what: string;
  /** Any of these makes it harmless. */
  readonly unless?: readonly Excuse[];
  /** Another table on which a lock is held meanwhile, if it is there and in use. */
  readonly alsoLocks?: { readonly target: Target; readonly lock: StrongLock };
  /** What to do instead, where it does something else than what the rule is about. */
  readonly safeForms?: Readonly<Partial<Record<Effect, string>>>;
}

/** A statement as rules look at it. */
export interface StatementView {
  readonly tokens: readonly Token[];
  /** Set for ALTER TABLE and ALTER MATERIALIZED VIEW. */
  readonly alterTable: AlterTable | undefined;
}

/**
 * A rule of the linter: a statement that makes an application wait, and the form that does not. The documentation's
 * table is made of these; a spec runs the examples on real servers.
 */
export interface BlockingRule {
  /** What `-- pgrestify-ignore <rule>: <reason>` names. */
  readonly name: string;
  /** What it finds, for the documentation. */
  readonly finds: string;
  /** SQL that it finds, over the tables of the spec. */
  readonly example: string;
  /** The safe form of the example, as SQL; it must pass. Undefined: there is none. */
  readonly safeExample: string | undefined;
  /** What to do instead, one imperative sentence. */
  readonly safeForm: string;
  /** What to do instead on a server of that major or a newer one. */
  readonly newerSafeForm?: { readonly since: number; readonly text: string };
  readonly find: (statement: StatementView) => readonly BlockingFact[];
}

/** Everything in the database. */
export const everyTable: Target = {
  kind: 'all-tables',
  name: undefined,
  children: 'inherited',
  ifExists: false,
  part: undefined,
  drop: undefined,
};

/** A table as the target of a statement. */
export function tableTarget(name: Name, options: Partial<Omit<Target, 'name'>> = {}): Target {
  return { ...everyTable, kind: 'table', name, ...options };
}

/** A lock on a table that is over in a moment, if its transaction is. */
export function momentaryLock(
  name: Name,
  lock: StrongLock,
  what: string,
  options: Parameters<typeof tableTarget>[1] = {},
): BlockingFact {
  return { target: tableTarget(name, options), lock, effect: 'none', what };
}

/** The target of a statement that goes to partitions and not to tables that inherit. */
export function withPartitions(target: Target): Target {
  return target.children === 'none' ? target : { ...target, children: 'partitions' };
}
