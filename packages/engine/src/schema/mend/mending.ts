import type { CatalogRow } from '../../ports';
import type { FieldDifference, SchemaDifference } from '../diff';
import type { Phase } from './phases';

/** A statement that mends a part of a difference. */
export interface MendStatement {
  readonly sql: string;
  /** When it comes among the statements of other differences. */
  readonly phase: Phase;
  /** What rows are gone afterwards, as words; undefined where none are. */
  readonly loses?: string;
}

/** Both schemas, by object. */
export interface Schemas {
  readonly expected: Objects;
  readonly actual: Objects;
}

/** The objects of a schema. */
export interface Objects {
  /** The object of a kind with that id. */
  get(kind: string, id: string): CatalogRow | undefined;
  /** The table, view, domain … with that id, whatever kind it is. */
  named(id: string): CatalogRow | undefined;
}

/** What mends a difference: statements, and the properties for which there are none. */
export interface Attempt {
  readonly statements: readonly MendStatement[];
  /** Of properties that no simple statement mends, as people read them; `definition` stands for the whole object. */
  readonly unmended: readonly string[];
}

/** How objects of a kind are mended. */
export interface KindOfMend {
  /** Makes the object as it is expected; undefined where that is not simple. */
  readonly make?: (row: CatalogRow, schemas: Schemas) => readonly MendStatement[] | undefined;
  /** Takes it away; where left out, by `DROP`. */
  readonly drop?: (row: CatalogRow, schemas: Schemas) => readonly MendStatement[] | undefined;
  /** Changes it; where left out it is dropped and made anew. */
  readonly change?: (change: Change, schemas: Schemas) => Attempt;
}

/** An object that both schemas have, and what differs but for its comment and owner, which all kinds mend alike. */
export interface Change {
  readonly expected: CatalogRow;
  readonly actual: CatalogRow;
  readonly fields: readonly FieldDifference[];
}

/** How one difference is mended. */
export interface Mend extends Attempt {
  readonly difference: SchemaDifference;
  /** The object whose own mend takes care of this one: the table of an index, the constraint of an index. */
  readonly with?: string;
}

/** Nothing but properties that are not simple. */
export function unmended(...names: readonly string[]): Attempt {
  return { statements: [], unmended: names };
}

/** Attempts of parts of one object as one. */
export function joinAttempts(attempts: readonly Attempt[]): Attempt {
  return {
    statements: attempts.flatMap(({ statements }) => statements),
    unmended: attempts.flatMap((attempt) => attempt.unmended),
  };
}
