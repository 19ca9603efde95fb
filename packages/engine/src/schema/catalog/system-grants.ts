import type { CatalogSource } from './catalog-source';
import { explodeGrants } from './expressions';

/** A catalog whose rows have a list of grants. */
interface GrantCatalog {
  readonly name: string;
  readonly acl: string;
  readonly owner: string;
  /** What `acldefault` calls its objects; an SQL expression. */
  readonly type: string;
  /** Whether the row belongs to the system, beside all that extensions own. */
  readonly isSystem: string;
}

const inSystemSchema = (namespace: string): string => `EXISTS (
      SELECT FROM pg_namespace AS n WHERE n.oid = ${namespace} AND n.nspname IN ('pg_catalog', 'information_schema'))`;

const catalogs: readonly GrantCatalog[] = [
  {
    name: 'pg_class',
    acl: 'relacl',
    owner: 'relowner',
    type: "CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\"",
    isSystem: inSystemSchema('relnamespace'),
  },
  { name: 'pg_proc', acl: 'proacl', owner: 'proowner', type: "'f'", isSystem: inSystemSchema('pronamespace') },
  { name: 'pg_type', acl: 'typacl', owner: 'typowner', type: "'T'", isSystem: inSystemSchema('typnamespace') },
  { name: 'pg_namespace', acl: 'nspacl', owner: 'nspowner', type: "'n'", isSystem: inSystemSchema('c.oid') },
  { name: 'pg_language', acl: 'lanacl', owner: 'lanowner', type: "'l'", isSystem: 'NOT lanispl' },
  { name: 'pg_foreign_data_wrapper', acl: 'fdwacl', owner: 'fdwowner', type: "'F'", isSystem: 'false' },
  { name: 'pg_foreign_server', acl: 'srvacl', owner: 'srvowner', type: "'S'", isSystem: 'false' },
];

const isOfExtension = (catalog: string): string => `EXISTS (
      SELECT FROM extension_member AS m WHERE m.classid = '${catalog}'::regclass AND m.objid = c.oid)`;

const selectGrants = ({ name, acl, owner, type, isSystem }: GrantCatalog): string => `
  SELECT '${name}'::regclass::oid AS classid, c.oid AS objid, 0 AS objsubid, ${owner} AS owner, ${acl} AS acl,
    acldefault(${type}, ${owner}) AS defaults
  FROM ${name} AS c
  WHERE ${acl} IS NOT NULL AND (${isSystem} OR ${isOfExtension(name)})`;

/** Columns have no grants of their own until somebody gives some. */
const selectColumnGrants = `
  SELECT 'pg_class'::regclass::oid, c.oid, a.attnum::integer, c.relowner, a.attacl, acldefault('c', c.relowner)
  FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
  WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
    AND (${inSystemSchema('c.relnamespace')} OR ${isOfExtension('pg_class')})`;

/**
 * What was granted and revoked on objects of the system and of extensions since they were made, as `pg_dump` tells it from
 * `pg_init_privs`: `REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(float8) FROM PUBLIC`.
 */
export const systemGrants: CatalogSource = {
  kind: 'grants',
  id: "format('on %s %s', i.type, i.identity)",
  fields: { granted: 'o.granted', revoked: 'o.revoked' },
  from: `(
  SELECT x.*, ${explodeGrants('x.acl', 'x.owner', 'x.initial')} AS granted, ${explodeGrants('x.initial', 'x.owner', 'x.acl')} AS revoked
  FROM (
    SELECT g.*, coalesce(p.initprivs, g.defaults) AS initial
    FROM (${[...catalogs.map(selectGrants), selectColumnGrants].join('\n  UNION ALL')}
    ) AS g
    LEFT JOIN pg_init_privs AS p ON p.classoid = g.classid AND p.objoid = g.objid AND p.objsubid = g.objsubid
  ) AS x
  WHERE x.acl <> x.initial
) AS o
CROSS JOIN LATERAL pg_identify_object(o.classid, o.objid, o.objsubid) AS i
WHERE o.granted IS NOT NULL OR o.revoked IS NOT NULL`,
};
