import type { TextRow } from '../postgres/session/message-query';

/** Rows of a table, and how many of them have a value in each column. */
export interface RowCount {
  readonly table: string;
  readonly rows: number;
  /** By column. */
  readonly values: Readonly<Record<string, number>>;
}

/**
 * Counts the rows of each of the user's tables and the values of each column, in one reading of each. By way of XML, since
 * no other query runs a text of its own making. Of partitions the partitioned table tells. Row security that is forced on
 * owners would hide rows that an owner's DDL takes away; it is off while they are counted, in a transaction that is rolled
 * back. Tables that the role may not read are left out: it takes nothing away from them.
 */
export const countRowsSql = `BEGIN;
DO $$ DECLARE forced regclass; BEGIN
  FOR forced IN SELECT oid FROM pg_catalog.pg_class WHERE relforcerowsecurity AND pg_catalog.pg_has_role(relowner, 'USAGE') LOOP
    EXECUTE pg_catalog.format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', forced);
  END LOOP;
END $$;
SELECT n.nspname || '.' || c.relname AS "table",
  query_to_xml(format('SELECT count(*) AS "rows"%s FROM %s%I.%I',
    (SELECT string_agg(format(', count(%I) AS "c%s"', a.attname, a.attnum), '' ORDER BY a.attnum) FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    CASE c.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END, n.nspname, c.relname), false, true, '') AS counted,
  (SELECT jsonb_object_agg('c' || a.attnum, a.attname) FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'pgrestify')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
ORDER BY 1;
ROLLBACK`;

/** What `countRowsSql` answers. Pure. */
export function parseRowCounts(rows: readonly TextRow[]): readonly RowCount[] {
  return rows.map(({ table, counted, columns }) => {
    const numbers = new Map(
      [...(counted ?? '').matchAll(/<(rows|c\d+)>(\d+)<\/\1>/g)].map(([, name = '', count]) => [name, Number(count)]),
    );
    // The parse boundary: names by keys of ours.
    const names = JSON.parse(columns ?? '{}') as Readonly<Record<string, string>>;
    const values = Object.entries(names).map(([key, name]) => [name, numbers.get(key) ?? 0]);
    return { table: table ?? '', rows: numbers.get('rows') ?? 0, values: Object.fromEntries(values) };
  });
}
