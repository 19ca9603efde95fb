import type { UnitCatalog } from '../catalog/expressions';
import { selectWritten } from './written-rows';

/** Who changed object is part of: SELECTs of catalog and OID of units, of the address `r`. */
const owners: Readonly<Record<string, string>> = {
  pg_class: `SELECT
      CASE c.relkind WHEN 'c' THEN 'pg_type' ELSE 'pg_class' END::regclass::oid,
      CASE
        WHEN c.relkind IN ('i', 'I') THEN (SELECT i.indrelid FROM pg_index AS i WHERE i.indexrelid = c.oid)
        WHEN c.relkind = 'c' THEN c.reltype
        WHEN c.relkind = 't' THEN (
          SELECT d.refobjid FROM pg_depend AS d
          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')
        ELSE c.oid
      END
    FROM pg_class AS c WHERE c.oid = r.oid`,
  pg_constraint: `SELECT x.* FROM pg_constraint AS c
    CROSS JOIN LATERAL (VALUES ('pg_class'::regclass::oid, c.conrelid), ('pg_type'::regclass, c.contypid)) AS x
    WHERE c.oid = r.oid`,
  pg_attrdef: "SELECT 'pg_class'::regclass::oid, c.adrelid FROM pg_attrdef AS c WHERE c.oid = r.oid",
  pg_policy: "SELECT 'pg_class'::regclass::oid, c.polrelid FROM pg_policy AS c WHERE c.oid = r.oid",
  pg_rewrite: "SELECT 'pg_class'::regclass::oid, c.ev_class FROM pg_rewrite AS c WHERE c.oid = r.oid",
  pg_statistic_ext: "SELECT 'pg_class'::regclass::oid, c.stxrelid FROM pg_statistic_ext AS c WHERE c.oid = r.oid",
  pg_trigger: "SELECT 'pg_class'::regclass::oid, c.tgrelid FROM pg_trigger AS c WHERE c.oid = r.oid",
};

const unitCatalogs: readonly UnitCatalog[] = ['pg_class', 'pg_type', 'pg_proc', 'pg_namespace'];

const isOf = (address: string, catalogs: readonly string[]): string =>
  `${address} IN (${catalogs.map((catalog) => `'${catalog}'::regclass::oid`).join(', ')})`;

/** FirstNormalObjectId: what initdb made is below. */
const firstOid = 16_384;

/** OID of `pg_catalog`. What somebody makes there may be taken for the system's own, whose names stand without a schema. */
const systemSchema = 11;

/**
 * What rows that are gone were of, noted for `changedUnitsQuery`. To be run in a transaction that began before the rows
 * were written: it still sees them, marked by who deleted or updated them. A mark that an aborted transaction left is
 * taken for one, too, which costs time alone.
 */
export function goneRowsQuery(catalogs: readonly string[]): string {
  return `SELECT set_config('pgrestify.gone', coalesce(json_agg(json_build_array(catalog, oid, name))::text, '[]'), false)
FROM (${selectWritten(catalogs, "c.xmax <> '0'::xid")}) AS gone`;
}

/**
 * The units that are to be read again because rows were written since a transaction; one row. `whole` says that all are.
 * It is told what depends on what was written, too, since its definition may name that. Names of objects stand in more
 * than what depends on them, so that a new name is reason to read all.
 *
 * Dependents are followed through types, that of a relation's rows among them, and routines, in whose place others tell columns: a view over a function that
 * returns rows of a table. Others keep name and columns, unless rows of theirs were written. Of a schema nothing but its
 * name is told elsewhere.
 */
export function changedUnitsQuery(catalogs: readonly string[]): string {
  const fresh = "age(c.xmin) <= (SELECT age(current_setting('pgrestify.since')::xid))";
  return `WITH RECURSIVE gone AS MATERIALIZED (
  SELECT (g ->> 0)::oid AS catalog, (g ->> 1)::oid AS oid, g ->> 2 AS name
  FROM json_array_elements(current_setting('pgrestify.gone')::json) AS g
),
fresh (catalog, oid, name) AS MATERIALIZED (${selectWritten(catalogs, fresh)}
),
reached (catalog, oid, spreads) AS (
  SELECT w.catalog, w.oid, w.catalog IS DISTINCT FROM 'pg_namespace'::regclass
  FROM (TABLE gone UNION TABLE fresh) AS w
  WHERE w.oid IS DISTINCT FROM 0
  UNION
  SELECT d.classid, d.objid, ${isOf('d.classid', ['pg_type', 'pg_proc'])}
  FROM reached AS r
  CROSS JOIN LATERAL (
    SELECT d.classid, d.objid FROM pg_depend AS d WHERE d.refclassid = r.catalog AND d.refobjid = r.oid
    UNION ALL
    SELECT 'pg_type'::regclass, c.reltype FROM pg_class AS c
    WHERE r.catalog = 'pg_class'::regclass AND c.oid = r.oid AND c.reltype <> 0
  ) AS d
  WHERE r.spreads
),
unit (catalog, oid) AS MATERIALIZED (
  SELECT u.*
  FROM (SELECT DISTINCT catalog, oid FROM reached) AS r
  CROSS JOIN LATERAL (
    SELECT r.catalog, r.oid
    UNION
    ${Object.entries(owners)
      .map(([catalog, select]) => `(${select} AND r.catalog = '${catalog}'::regclass)`)
      .join('\n    UNION\n    ')}
  ) AS u
),
verdict AS MATERIALIZED (
  SELECT EXISTS (
      SELECT FROM reached AS r
      WHERE r.catalog IS NULL OR r.oid < ${firstOid} OR NOT ${isOf('r.catalog', [...unitCatalogs, ...Object.keys(owners)])}
        OR (
          SELECT d.deptype FROM pg_depend AS d
          WHERE d.classid = r.catalog AND d.objid = r.oid AND d.objsubid = 0 AND d.deptype = 'e' LIMIT 1
        ) IS NOT NULL
    ) OR EXISTS (
      SELECT FROM fresh AS f WHERE f.name LIKE '${systemSchema}.%'
    ) OR EXISTS (
      SELECT FROM gone AS g
      WHERE g.name IS NOT NULL
        AND EXISTS (SELECT FROM fresh AS f WHERE f.catalog = g.catalog AND f.oid = g.oid AND f.name <> g.name)
    ) AS whole
)
SELECT v.whole${unitCatalogs
    .map(
      (catalog) => `,
  set_config('${settingOf(catalog)}', (
    SELECT coalesce(array_agg(x.oid), '{}')::text
    FROM (${selectUnits(catalog)}) AS x WHERE NOT v.whole
  ), false) AS ${catalog}`,
    )
    .join('')}
FROM verdict AS v`;
}

/** Where the OIDs of units are noted for the query that reads them. */
function settingOf(catalog: UnitCatalog): string {
  return `pgrestify.${catalog}`;
}

/** The changed units as parameters of `someUnitsQuery`. */
export const changedUnitsParameters = unitCatalogs
  .map((catalog) => `current_setting('${settingOf(catalog)}')::oid[]`)
  .join(', ');

/** With the indexes of relations, which are relations themselves. */
function selectUnits(catalog: UnitCatalog): string {
  const units = `SELECT u.oid FROM unit AS u WHERE u.catalog = '${catalog}'::regclass`;
  if (catalog !== 'pg_class') return units;
  return `${units}
      UNION SELECT i.indexrelid FROM (${units}) AS u JOIN pg_index AS i ON i.indrelid = u.oid`;
}

/** Units of the row that `changedUnitsQuery` gives, by the names of `unitOf`. */
export function changedUnits(row: Readonly<Record<string, unknown>>): readonly string[] {
  return unitCatalogs.flatMap((catalog) => [...`${row[catalog]}`.matchAll(/\d+/g)].map(([oid]) => `${catalog} ${oid}`));
}
