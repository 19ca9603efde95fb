import type { CatalogRow } from '../../ports';
import { quoteIdentifier } from '../../sql/names/quote';
import { definitionOf, isObject } from '../definition';
import type { FieldDifference, SchemaDifference } from '../diff';
import { addressOf } from './address';
import { carrierOf } from './carried';
import { commentOn } from './comments';
import { changeGrants, grantTarget } from './grants';
import { kindsOfMend } from './kinds/kinds-of-mend';
import {
  type Attempt,
  joinAttempts,
  type Mend,
  type MendStatement,
  type Objects,
  type Schemas,
  unmended,
} from './mending';
import { textOf } from './read-definition';

/**
 * What makes the actual schema what is expected, difference by difference: statements of simple cases, and the properties
 * for which there are none. `expected` and `actual` are the rows that were compared. Notices need no mend. A statement may
 * still be refused: by rows that a constraint forbids, by an object that leans on what is dropped. Pure.
 */
export function mendSchema(
  differences: readonly SchemaDifference[],
  rows: { readonly expected: readonly CatalogRow[]; readonly actual: readonly CatalogRow[] },
): readonly Mend[] {
  const schemas: Schemas = { expected: objectsOf(rows.expected), actual: objectsOf(rows.actual) };
  const drift = differences.filter(({ severity }) => severity === 'drift');
  const byObject = new Map(drift.map((difference) => [`${difference.kind} ${difference.id}`, difference]));
  return drift.map((difference) => {
    const row =
      schemas.expected.get(difference.kind, difference.id) ?? schemas.actual.get(difference.kind, difference.id);
    const carrier = row && carrierOf(row, byObject, schemas);
    if (carrier !== undefined) return { difference, statements: [], unmended: [], with: carrier };
    return { difference, ...mendDifference(difference, schemas) };
  });
}

function objectsOf(rows: readonly CatalogRow[]): Objects {
  const byKey = new Map(rows.map((row) => [JSON.stringify([row.kind, row.id]), row]));
  const named = new Map(rows.filter(({ kind }) => owningKinds.has(kind)).map((row) => [row.id, row]));
  return { get: (kind, id) => byKey.get(JSON.stringify([kind, id])), named: (id) => named.get(id) };
}

/** Kinds that others are parts of. */
const owningKinds: ReadonlySet<string> = new Set(['table', 'view', 'materialized view', 'foreign table', 'domain']);

function mendDifference(difference: SchemaDifference, schemas: Schemas): Attempt {
  const { kind, id, change } = difference;
  const mend = kindsOfMend.get(kind);
  const [expected, actual] = [schemas.expected.get(kind, id), schemas.actual.get(kind, id)];
  const whole = (statements: readonly MendStatement[] | undefined): Attempt =>
    statements === undefined ? unmended('definition') : { statements, unmended: [] };
  if (change === 'removed') return whole(expected && mend?.make?.(expected, schemas));
  if (change === 'added') {
    return whole(actual && (mend?.drop ? mend.drop(actual, schemas) : dropByAddress(actual, schemas)));
  }
  if (change !== 'changed' || !expected || !actual) return unmended('definition');
  const common = difference.fields.map((field) => mendCommon(field, expected, actual, schemas));
  const others = difference.fields.filter((_, place) => common[place] === undefined);
  const rest = others.length === 0 ? [] : [changeOrRemake({ expected, actual, fields: others }, schemas)];
  return joinAttempts([...rest, ...common.filter((attempt) => attempt !== undefined)]);
}

function dropByAddress(row: CatalogRow, schemas: Schemas): readonly MendStatement[] | undefined {
  const address = addressOf(row, schemas.actual);
  if (address === undefined || notDropped.has(row.kind)) return undefined;
  return [{ phase: isLeanedOn(row) ? 'drop type' : 'drop user', sql: `DROP ${address}` }];
}

function isLeanedOn({ kind }: CatalogRow): boolean {
  return kind.endsWith('type') || kind === 'access method' || kind === 'collation';
}

/** A subscription has a slot elsewhere, a base type and its functions lean on each other. */
const notDropped: ReadonlySet<string> = new Set(['subscription', 'base type']);

function changeOrRemake(
  change: { readonly expected: CatalogRow; readonly actual: CatalogRow; readonly fields: readonly FieldDifference[] },
  schemas: Schemas,
): Attempt {
  const mend = kindsOfMend.get(change.expected.kind);
  if (mend?.change) return mend.change(change, schemas);
  const [gone, come] = [mend?.drop?.(change.actual, schemas), mend?.make?.(change.expected, schemas)];
  if (gone && come) return { statements: [...gone, ...come], unmended: [] };
  return unmended(...new Set(change.fields.map(({ path: [name = ''] }) => name)));
}

/** Comments, owners and rights, which all kinds have alike; undefined for any other property. */
function mendCommon(
  { path, expected, actual }: FieldDifference,
  row: CatalogRow,
  present: CatalogRow,
  schemas: Schemas,
): Attempt | undefined {
  const [name = '', entry] = path;
  const address = addressOf(row, schemas.expected);
  switch (name) {
    case 'comment':
      return address === undefined ? unmended(name) : { statements: [commentOn(address, expected)], unmended: [] };
    case 'owner': {
      const statement: MendStatement = { phase: 'owner', sql: `ALTER ${address} OWNER TO ${quoteRole(expected)}` };
      return address === undefined ? unmended(name) : { statements: [statement], unmended: [] };
    }
    case 'grants': {
      const target = grantTarget(row);
      const owner = textOf(definitionOf(present), 'owner');
      const roles = entry === undefined ? [...keysOf(expected), ...keysOf(actual)] : [entry];
      const side = (value: unknown, role: string) => (entry === undefined ? isObject(value) && value[role] : value);
      const statements = [...new Set(roles)].map((role) =>
        target === undefined
          ? undefined
          : changeGrants(target, role, { expected: side(expected, role), actual: side(actual, role) }, owner),
      );
      if (statements.some((each) => each === undefined)) return unmended(name);
      return { statements: statements.flatMap((each) => each ?? []), unmended: [] };
    }
    default:
      return undefined;
  }
}

function keysOf(value: unknown): readonly string[] {
  return isObject(value) ? Object.keys(value) : [];
}

/** The snapshot has the names of owners without quotes. */
function quoteRole(name: unknown): string {
  return quoteIdentifier(`${name}`);
}
