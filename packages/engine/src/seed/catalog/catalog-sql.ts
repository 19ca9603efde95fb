import { quoteLiteral } from '../../sql/names/quote';

/** So many tables get rows for one script: what names more is mostly a whole schema, whose tables are alike. */
const maxTables = 40;

/** What a script speaks of, whatever it means. */
export interface SeedNames {
  /** Without a schema: in any. */
  readonly names: readonly string[];
  /** With one, as `app.users`. */
  readonly qualified: readonly string[];
  /** Schemas whose tables are all concerned. */
  readonly schemas: readonly string[];
}

/**
 * One row that tells of the user's tables that a script names, by themselves or by a type of theirs, and of those that
 * they refer to: `tables` and `types` as JSON, see `parseSeedCatalog`. Of a partition its partitioned table is told.
 */
export function seedCatalogSql({ names, qualified, schemas }: SeedNames): string {
  return `WITH RECURSIVE
words AS (SELECT ${nameArray(names)} AS names, ${nameArray(qualified)} AS qualified, ${nameArray(schemas)} AS schemas),
ours AS (
  SELECT c.oid, c.relname, n.nspname, c.relispartition FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_'
    AND n.nspname NOT IN ('information_schema', 'pgrestify')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
),
named AS (
  SELECT coalesce(pg_catalog.pg_partition_root(o.oid), o.oid) AS oid FROM ours o, words w
  WHERE o.relname = ANY (w.names) OR o.nspname || '.' || o.relname = ANY (w.qualified) OR o.nspname = ANY (w.schemas)
    OR EXISTS (SELECT FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace, LATERAL (VALUES (t.typname), (e.typname)) AS type (name)
      WHERE a.attrelid = o.oid AND a.attnum > 0 AND t.oid >= 16384
        AND (type.name = ANY (w.names) OR n.nspname || '.' || type.name = ANY (w.qualified)))
  ORDER BY o.oid LIMIT ${maxTables}
),
wanted AS (
  SELECT oid FROM named
  UNION SELECT f.confrelid FROM wanted w JOIN pg_catalog.pg_constraint f ON f.conrelid = w.oid AND f.contype = 'f'
),
chosen AS (SELECT oid FROM wanted LIMIT ${maxTables}),
columns AS (
  SELECT a.* FROM pg_catalog.pg_attribute a JOIN chosen ON chosen.oid = a.attrelid
  WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
),
used AS (
  SELECT atttypid AS oid FROM columns
  UNION
  SELECT part.oid FROM used JOIN pg_catalog.pg_type t ON t.oid = used.oid
    CROSS JOIN LATERAL (
      SELECT t.typbasetype AS oid WHERE t.typtype = 'd'
      UNION ALL SELECT t.typelem WHERE t.typcategory = 'A' AND t.typelem <> 0
      UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid
      UNION ALL SELECT f.atttypid FROM pg_catalog.pg_attribute f
        WHERE t.typtype = 'c' AND f.attrelid = t.typrelid AND f.attnum > 0 AND NOT f.attisdropped
    ) part
)
SELECT (SELECT coalesce(jsonb_agg(jsonb_build_object(
    'oid', c.oid::text, 'schema', n.nspname, 'name', c.relname,
    'columns', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', a.attname, 'type', a.atttypid::text,
        'modifier', a.atttypmod, 'notNull', a.attnotnull, 'hasDefault', a.atthasdef) ORDER BY a.attnum), '[]')
      FROM columns a WHERE a.attrelid = c.oid),
    'keys', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', i.relname, 'columns', (
        SELECT coalesce(jsonb_agg(DISTINCT a.attname), '[]') FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND (a.attnum = ANY (x.indkey)
          OR EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass
            AND d.objid = i.oid AND d.refobjid = c.oid AND d.refobjsubid = a.attnum)))) ORDER BY i.relname), '[]')
      FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
      WHERE x.indrelid = c.oid AND (x.indisunique OR x.indisexclusion)),
    'rules', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', k.conname, 'text', pg_catalog.pg_get_constraintdef(k.oid),
        'columns', (SELECT coalesce(jsonb_agg(a.attname), '[]') FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum = ANY (k.conkey))) ORDER BY k.conname), '[]')
      FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c')
      || (SELECT coalesce(jsonb_agg(jsonb_build_object('name', '', 'columns', (
          SELECT coalesce(jsonb_agg(a.attname), '[]') FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attnum = ANY (p.partattrs)),
        'text', coalesce((SELECT pg_catalog.string_agg(pg_catalog.pg_get_expr(part.relpartbound, part.oid), ' ')
          FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class part ON part.oid = h.inhrelid WHERE h.inhparent = c.oid), ''))), '[]')
        FROM pg_catalog.pg_partitioned_table p WHERE p.partrelid = c.oid),
    'foreignKeys', (SELECT coalesce(jsonb_agg(jsonb_build_object('references', f.confrelid::text,
        'columns', ${columnNames('f.conrelid', 'f.conkey')}, 'referenced', ${columnNames('f.confrelid', 'f.confkey')}) ORDER BY f.conname), '[]')
      FROM pg_catalog.pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.conparentid = 0)
  ) ORDER BY c.oid), '[]')
  FROM chosen JOIN pg_catalog.pg_class c ON c.oid = chosen.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace) AS tables,
(SELECT coalesce(jsonb_agg(jsonb_build_object(
    'oid', t.oid::text, 'name', pg_catalog.format_type(t.oid, -1),
    'kind', CASE WHEN t.typcategory = 'A' AND t.typtype = 'b' THEN 'A' ELSE t.typtype::text END,
    'over', CASE WHEN t.typtype = 'd' THEN t.typbasetype::text WHEN t.typcategory = 'A' THEN t.typelem::text
      ELSE (SELECT r.rngsubtype::text FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid) END,
    'overModifier', t.typtypmod,
    'labels', (SELECT coalesce(jsonb_agg(e.enumlabel ORDER BY e.enumsortorder), '[]') FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid),
    'fields', (SELECT coalesce(jsonb_agg(jsonb_build_object('type', f.atttypid::text, 'modifier', f.atttypmod) ORDER BY f.attnum), '[]')
      FROM pg_catalog.pg_attribute f WHERE t.typtype = 'c' AND f.attrelid = t.typrelid AND f.attnum > 0 AND NOT f.attisdropped),
    'checks', (SELECT coalesce(jsonb_agg(pg_catalog.pg_get_constraintdef(k.oid)), '[]') FROM pg_catalog.pg_constraint k
      WHERE k.contypid = t.oid AND k.contype = 'c'))), '[]')
  FROM used JOIN pg_catalog.pg_type t ON t.oid = used.oid) AS types`;
}

/** Names of columns in the order of a key, which is no text that can be joined. */
function columnNames(table: string, key: string): string {
  return `(SELECT coalesce(jsonb_agg(a.attname ORDER BY k.place), '[]')
          FROM pg_catalog.unnest(${key}) WITH ORDINALITY AS k (number, place)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = ${table} AND a.attnum = k.number)`;
}

function nameArray(names: readonly string[]): string {
  return `ARRAY[${names.map(quoteLiteral).join(', ')}]::text[]`;
}
