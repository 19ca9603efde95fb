import type { AlterTable } from './alter-table';
import type { Name } from './names';
import type { Token } from './tokens';

/** The lock modes of tables that make an application wait. `PostgreSQL 18 docs, 13.3.1 Table-Level Locks` */
export type LockLevel = 'SHARE' | 'SHARE ROW EXCLUSIVE' | 'EXCLUSIVE' | 'ACCESS EXCLUSIVE';

/** What a statement does to a table while it holds its lock; `none` is over in a moment. */
export type Effect = 'rewrite' | 'scan' | 'index-build' | 'none';

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
    /** Every table: nothing is named. */
    | 'all-tables';
  /** Undefined for `all-tables`. */
  readonly name: Name | undefined;
  /** Which tables below it are meant as well; some statements go to partitions and not to tables that inherit. */
  readonly children: 'inherited' | 'partitions' | 'none';
  readonly ifExists: boolean;
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
  | { readonly kind: 'same-storage'; readonly column: string; readonly type: string }
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
  /** A validated check over the partition key lets PostgreSQL believe the partition's bound. */
  | { readonly kind: 'bound-checked'; readonly parent: Name };

/** One thing that a statement does to a table, as far as its text tells. */
export interface BlockingFact {
  readonly target: Target;
  readonly lock: LockLevel;
  readonly effect: Effect;
  /** The part of the statement that does it, as `ALTER COLUMN n SET NOT NULL`. */
  readonly what: string;
  /** Any of these makes it harmless. */
  readonly unless?: readonly Excuse[];
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
  readonly find: (statement: StatementView) => readonly BlockingFact[];
}

/** What waits for a lock of that level. */
export function blockedBy(lock: LockLevel): 'reads-and-writes' | 'writes' {
  return lock === 'ACCESS EXCLUSIVE' ? 'reads-and-writes' : 'writes';
}

/** A table as the target of a statement. */
export function tableTarget(name: Name, options: Partial<Pick<Target, 'kind' | 'children' | 'ifExists'>> = {}): Target {
  return { kind: 'table', name, children: 'inherited', ifExists: false, ...options };
}

/** Everything in the database. */
export const everyTable: Target = { kind: 'all-tables', name: undefined, children: 'inherited', ifExists: false };

/** The target of a statement that goes to partitions and not to tables that inherit. */
export function withPartitions(target: Target): Target {
  return target.children === 'none' ? target : { ...target, children: 'partitions' };
}
