import { type CatalogSource, isReadOn, selectRecords } from './catalog/catalog-source';
import { catalogSources } from './catalog/catalog-sources';
import { notOfExtension, qualified } from './catalog/expressions';

/**
 * Settings that change how the server writes names, types and constants, set for the transaction alone.
 * `pg_temp` is named last because it is searched first when it is not named. JIT compiles this query for longer than it runs.
 */
export const pinnedSettings = [
  'search_path = pg_catalog, pg_temp',
  'quote_all_identifiers = off',
  'standard_conforming_strings = on',
  "DateStyle = 'ISO, YMD'",
  'IntervalStyle = postgres',
  'TimeZone = UTC',
  'extra_float_digits = 1',
  'bytea_output = hex',
  'xmlbinary = base64',
  "lc_monetary = 'C'",
  'jit = off',
] as const;

/** Whether the engine's own schema is part of the snapshot; it is not when user schemas are compared. */
export type EngineSchema = 'left-out' | 'included';

/**
 * The message that reads the whole schema of the current database: rows `(kind, id, unit, definition)` in byte order.
 *
 * One simple-query message whatever the number of objects. Its only result with rows is the last one. It writes nothing,
 * works in a read-only transaction, needs no privilege, and gives the same rows for every session setting, and for every
 * role but for what only a superuser may read, which is `unreadable` for others.
 * What it sets is local to the transaction: the message's own, or the caller's, where it holds until that ends.
 * Like `pg_dump`, it takes ACCESS SHARE for a moment on tables with expressions, so it waits behind ACCESS EXCLUSIVE:
 * the caller's `lock_timeout` holds.
 *
 * Left out, column by column, with the reason: `testing/schemas/catalog-coverage.ts`. In short: system and temporary
 * schemas, the engine's own, members of extensions (but for grants on them), roles and all else of the cluster, data
 * (sequence values, whether a materialized view is filled, large objects), and who granted a privilege.
 * Snapshots compare within one major only: servers write views and default grants differently.
 *
 * @param serverVersion `server_version_num`, as 180004.
 */
export function snapshotSql(serverVersion: number, engineSchema: EngineSchema = 'left-out'): string {
  return [...pinnedSettings.map((setting) => `SET LOCAL ${setting};`), snapshotQuery(serverVersion, engineSchema)].join(
    '\n',
  );
}

/**
 * The one statement that reads the schema; it needs `pinnedSettings`. `unit` is what an object is read again with, NULL where
 * that is the whole schema.
 */
export function snapshotQuery(serverVersion: number, engineSchema: EngineSchema = 'left-out'): string {
  return `${commonTables(engineSchema, everything)}
SELECT kind, id, unit, definition FROM ${records(serverVersion, catalogSources)}
ORDER BY kind COLLATE "C", id COLLATE "C"`;
}

/** As `snapshotQuery` in any order, of the relations, types, routines and schemas alone whose OIDs are its four parameters. */
export function someUnitsQuery(serverVersion: number): string {
  const sources = catalogSources.filter(({ unit }) => unit !== undefined);
  const among = (place: number) => (oid: string) => `${oid} = ANY ($${place}::oid[])`;
  const some: Scope = { relation: among(1), type: among(2), routine: among(3), schema: among(4), lookup: 'each' };
  return `${commonTables('left-out', some)}\nSELECT kind, id, unit, definition FROM ${records(serverVersion, sources)}`;
}

/** Which units are read: conditions on their OIDs. */
interface Scope {
  readonly relation: (oid: string) => string;
  readonly type: (oid: string) => string;
  readonly routine: (oid: string) => string;
  readonly schema: (oid: string) => string;
  /** How it is found what an extension owns: for all at once, or for each object that is read. */
  readonly lookup: 'at-once' | 'each';
}

const all = (): string => 'true';

const everything: Scope = { relation: all, type: all, routine: all, schema: all, lookup: 'at-once' };

function records(serverVersion: number, sources: readonly CatalogSource[]): string {
  const major = Math.floor(serverVersion / 10000);
  const selects = sources.filter((source) => isReadOn(source, major)).map((source) => selectRecords(source, major));
  return `(\n${selects.join('\n\nUNION ALL\n\n')}\n) AS record (kind, id, unit, definition)`;
}

/** What users made: names that begin with `pg_` are reserved for the system, `pg_temp_3` and `pg_toast` among them. */
function commonTables(engineSchema: EngineSchema, scope: Scope): string {
  const hidden = engineSchema === 'left-out' ? "'information_schema', 'pgrestify'" : "'information_schema'";
  const lookup = scope.lookup === 'each' ? 'NOT MATERIALIZED' : 'MATERIALIZED';
  return `WITH extension_member AS ${lookup} (
  SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
),
extension_dependency AS ${lookup} (
  SELECT d.classid, d.objid, e.extname
  FROM pg_depend AS d JOIN pg_extension AS e ON e.oid = d.refobjid
  WHERE d.deptype = 'x' AND d.refclassid = 'pg_extension'::regclass
),
namespace AS MATERIALIZED (
  SELECT * FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN (${hidden})
),
readable_schema AS MATERIALIZED (
  SELECT * FROM namespace AS n WHERE ${scope.schema('n.oid')} AND ${notOfExtension('pg_namespace', 'n.oid')}
),
relation AS MATERIALIZED (
  SELECT c.*, ${qualified('n.nspname', 'c.relname')} AS name
  FROM pg_class AS c
  JOIN namespace AS n ON n.oid = c.relnamespace
  WHERE ${scope.relation('c.oid')} AND ${notOfExtension('pg_class', 'c.oid')}
),
type AS MATERIALIZED (
  SELECT t.*, ${qualified('n.nspname', 't.typname')} AS name
  FROM pg_type AS t
  JOIN namespace AS n ON n.oid = t.typnamespace
  WHERE ${scope.type('t.oid')} AND ${notOfExtension('pg_type', 't.oid')}
    AND t.typtype <> 'm'
    AND NOT EXISTS (SELECT FROM pg_type AS element WHERE element.oid = t.typelem AND element.typarray = t.oid)
    AND (t.typrelid = 0 OR (SELECT c.relkind FROM pg_class AS c WHERE c.oid = t.typrelid) = 'c')
),
routine AS MATERIALIZED (
  SELECT p.*
  FROM pg_proc AS p
  JOIN namespace AS n ON n.oid = p.pronamespace
  WHERE ${scope.routine('p.oid')} AND ${notOfExtension('pg_proc', 'p.oid')}
)`;
}
