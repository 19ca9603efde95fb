/** What of a database decides which rows a table takes. */

/** A type, as far as values of it can be made up. Types are named by their oid. */
export interface SeedType {
  readonly oid: string;
  /** As SQL names it without any modifier: `character varying`, `app.mood`; `bpchar`, since `character` is one of one. */
  readonly name: string;
  readonly kind: 'base' | 'array' | 'domain' | 'enum' | 'composite' | 'range' | 'multirange' | 'other';
  /** Of a domain, an array or a range: what it is over. */
  readonly over?: string;
  /** Of a domain: the modifier of `over`; -1: none. */
  readonly overModifier?: number;
  readonly labels: readonly string[];
  /** Of a composite type, in order. */
  readonly fields: readonly { readonly type: string; readonly modifier: number }[];
  /** Of a domain: the texts of its checks. */
  readonly checks: readonly string[];
}

export type SeedTypes = ReadonlyMap<string, SeedType>;

/** A column that a row may give a value. */
export interface SeedColumn {
  readonly name: string;
  readonly type: string;
  /** As in pg_attribute; -1: none. */
  readonly modifier: number;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
}

/** What rows of a table must keep to, beside types: a CHECK, the bounds of partitions. */
export interface SeedRule {
  /** As the server names it in an error; empty for partitions. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly text: string;
}

export interface SeedForeignKey {
  readonly columns: readonly string[];
  /** The table's oid. */
  readonly references: string;
  readonly referenced: readonly string[];
}

export interface SeedTable {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly SeedColumn[];
  /** Keys, unique indexes and exclusion constraints, also over expressions. */
  readonly keys: readonly Pick<SeedRule, 'name' | 'columns'>[];
  readonly rules: readonly SeedRule[];
  readonly foreignKeys: readonly SeedForeignKey[];
}

/** The tables that rows are wanted in, and the types of their columns. */
export interface SeedCatalog {
  readonly tables: readonly SeedTable[];
  readonly types: SeedTypes;
}
