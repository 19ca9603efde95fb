import { quoteLiteral } from '../../sql/names/quote';

/**
 * One message that asks for all that the types of these schemas are made from, so one round trip: a set of rows for each
 * statement, in the order that `parseCatalogFacts` takes them in. Only reads. For 14 and newer.
 */
export function catalogFactsSql(schemas: readonly string[]): string {
  const inSchemas = `ANY (ARRAY[${schemas.map(quoteLiteral).join(', ')}]::name[])`;
  return [
    // What has no schema in front of it is the system's, whatever scripts have made the path of the role.
    'SET search_path = pg_catalog; SET statement_timeout = 0',
    `SELECT nspname AS name FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' ORDER BY 1`,
    relationsSql(inSchemas),
    typesSql,
    functionsSql(inSchemas),
    keysSql,
    foreignKeysSql,
    viewsSql(inSchemas),
  ].join(';\n');
}

/** Bits of `pg_relation_is_updatable`, `1 << CmdType`: 4 is UPDATE, 8 is INSERT. */
function relationsSql(inSchemas: string): string {
  // A trigger or an unconditional rule INSTEAD writes whole rows, so then every column can be written (tgtype: 64 INSTEAD,
  // 4 INSERT, 16 UPDATE; ev_type: 2 UPDATE, 3 INSERT).
  return `
    WITH served AS MATERIALIZED (
      SELECT c.oid, n.nspname, c.relname, c.relkind,
        c.relkind IN ('r', 'p') AS plain,
        CASE WHEN c.relkind IN ('v', 'f') THEN pg_relation_is_updatable(c.oid, true) ELSE 0 END AS events,
        EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgtype & 64 <> 0 AND t.tgtype & 20 <> 0)
          OR c.relkind = 'v' AND EXISTS (
            SELECT FROM pg_rewrite r
            WHERE r.ev_class = c.oid AND r.is_instead AND r.ev_type IN ('2', '3') AND r.ev_qual::text = '<>') AS instead
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ${inSchemas} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
    )
    SELECT s.oid, s.nspname AS schema, s.relname AS name, s.relkind AS kind,
      s.plain OR s.events & 8 <> 0 AS insertable, s.plain OR s.events & 4 <> 0 AS updatable,
      (SELECT json_agg(json_build_array(
          a.attnum, a.attname, a.atttypid::int8, a.attnotnull, a.atthasdef, a.attidentity, a.attgenerated,
          s.plain OR s.instead OR s.relkind IN ('v', 'f') AND pg_column_is_updatable(s.oid, a.attnum, false)) ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = s.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
    FROM served s`;
}

/** Multiranges and arrays of them come along: only the rows of the system's own relations are left out. */
const typesSql = `
    SELECT t.oid, n.nspname AS schema, t.typname AS name, t.typtype AS kind, t.typnotnull AS not_null,
      CASE WHEN t.typsubscript = 'array_subscript_handler'::regproc THEN t.typelem END AS element,
      t.typbasetype AS base, t.typdefault IS NOT NULL AS has_default,
      CASE WHEN c.relkind <> 'c' THEN t.typrelid END AS relation,
      CASE WHEN t.typtype = 'e' THEN
        (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid) END AS labels,
      CASE WHEN c.relkind = 'c' THEN
        (SELECT json_agg(json_build_array(a.attname, a.atttypid::int8) ORDER BY a.attnum)
          FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) END AS attributes,
      t.oid >= 16384 AND EXISTS (
        SELECT FROM pg_cast k WHERE k.castsource = t.oid AND k.casttarget = 'json'::regtype AND k.castmethod = 'f') AS casts_to_json
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE NOT (t.oid < 16384 AND (t.typrelid <> 0 OR EXISTS (SELECT FROM pg_type r WHERE r.oid = t.typelem AND r.typrelid <> 0)))`;

function functionsSql(inSchemas: string): string {
  return `
    SELECT n.nspname AS schema, p.proname AS name, to_json(p.proargnames) AS names, to_json(p.proargmodes::text[]) AS modes,
      (SELECT json_agg(a.type::int8 ORDER BY a.position)
        FROM unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY AS a(type, position)) AS types,
      p.pronargdefaults AS defaults, p.prorettype AS returns, p.proretset AS returns_set, p.prorows AS rows
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = ${inSchemas} AND p.prokind = 'f'
      AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)`;
}

const keysSql = `
    SELECT conrelid AS relation, to_json(conkey) AS columns FROM pg_constraint
    WHERE contype IN ('p', 'u') AND conrelid >= 16384`;

const foreignKeysSql = `
    SELECT k.conname AS name, ${['from', 'to'].map(sideSql).join(', ')}
    FROM pg_constraint k
      JOIN pg_class f ON f.oid = k.conrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
      JOIN pg_class t ON t.oid = k.confrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
    WHERE k.contype = 'f' AND k.conparentid = 0`;

function sideSql(side: string): string {
  const [table, key] = side === 'from' ? ['f', 'conkey'] : ['t', 'confkey'];
  return `${table}.oid AS ${side}_relation, ${table}n.nspname AS ${side}_schema, ${table}.relname AS ${side}_name,
      (SELECT json_agg(json_build_array(a.attnum, a.attname) ORDER BY c.position)
        FROM unnest(k.${key}) WITH ORDINALITY AS c(number, position)
        JOIN pg_attribute a ON a.attrelid = ${table}.oid AND a.attnum = c.number) AS ${side}_columns`;
}

function viewsSql(inSchemas: string): string {
  return `
    SELECT c.oid AS view, r.ev_action::text AS rule
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_rewrite r ON r.ev_class = c.oid AND r.ev_type = '1'
    WHERE n.nspname = ${inSchemas} AND c.relkind IN ('v', 'm')`;
}
