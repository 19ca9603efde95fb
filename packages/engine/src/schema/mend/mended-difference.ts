import type { CatalogRow } from '../../ports';
import type { SchemaDifference } from '../diff';
import { mendSchema } from './mend-schema';
import type { Mend } from './mending';

/** A difference with the SQL that would mend it. */
export interface MendedDifference extends SchemaDifference {
  /** Absent for a notice, which needs none. */
  readonly mend?: DifferenceMend;
}

/** What makes the actual schema what is expected, for one difference. */
export interface DifferenceMend {
  /** Statements, in their order; none where it is not simple, and where the mend of `with` takes care of it. */
  readonly sql: readonly string[];
  /** What rows are gone afterwards, as words. */
  readonly loses: readonly string[];
  /** Properties that no simple statement mends; `definition` is the whole object. */
  readonly notSimple: readonly string[];
  /** The object whose mend takes care of it, as `table public.t`. */
  readonly with?: string;
}

/** The differences, each with its mend. Pure. */
export function addMends(
  differences: readonly SchemaDifference[],
  rows: { readonly expected: readonly CatalogRow[]; readonly actual: readonly CatalogRow[] },
): readonly MendedDifference[] {
  const mends = new Map(mendSchema(differences, rows).map((mend) => [mend.difference, summarize(mend)]));
  return differences.map((difference) => {
    const mend = mends.get(difference);
    return mend === undefined ? difference : { ...difference, mend };
  });
}

function summarize({ statements, unmended, with: carrier }: Mend): DifferenceMend {
  return {
    sql: statements.map(({ sql }) => sql),
    loses: statements.flatMap(({ loses }) => (loses === undefined ? [] : [loses])),
    notSimple: unmended,
    ...(carrier !== undefined && { with: carrier }),
  };
}

/**
 * A mend as lines below its difference: `mend: ALTER TABLE …;`, what it loses, and what is left to do by hand. None where
 * the mend of another object takes care of it.
 */
export function describeMend({ mend }: MendedDifference): readonly string[] {
  if (mend === undefined) return [];
  const lost = mend.loses.length === 0 ? '' : ` -- loses ${mend.loses.join(', ')}`;
  const sql = mend.sql.flatMap((text) => `${text};`.split('\n'));
  const lines = sql.map((line, place) => (place === 0 ? `mend: ${line}` : `      ${line}`));
  const byHand = mend.notSimple.length === 0 ? [] : [`mend by hand: ${mend.notSimple.join(', ')}`];
  return [...lines.map((line, place) => (place === lines.length - 1 ? `${line}${lost}` : line)), ...byHand];
}
