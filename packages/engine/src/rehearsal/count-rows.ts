import type { TextRow } from '../postgres/session/message-query';
import { quoteLiteral } from '../sql/names/quote';

/** Rows of a table, and how many of them have a value in each column. */
export interface RowCount {
  readonly table: string;
  readonly rows: number;
  /** By column. */
  readonly values: Readonly<Record<string, number>>;
  /** By column: a sum of its values, another where one of them is; only where it was asked for, and of columns with a value. */
  readonly sums?: Readonly<Record<string, string>>;
}

/**
 * Counts the rows of each of the user's tables and the values of each column, in one reading of each. Of partitions the
 * partitioned table tells. Row security that is forced on owners would hide rows that an owner's DDL takes away; it is off
 * while they are counted, in a transaction that is rolled back. Tables that the role may not read are left out: it takes
 * nothing away from them.
 */
export const countRowsSql = `BEGIN;
DO $$ DECLARE forced regclass; BEGIN
  FOR forced IN SELECT oid FROM pg_catalog.pg_class WHERE relforcerowsecurity AND pg_catalog.pg_has_role(relowner, 'USAGE') LOOP
    EXECUTE pg_catalog.format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', forced);
  END LOOP;
END $$;
${selectCountsSql('count(%1$I) AS "c%2$s"', 'true')};
ROLLBACK`;

/**
 * As `countRowsSql`, with a sum of all values of each column that tells whether one is another now, in whatever order the
 * rows are; of these tables alone, in the transaction that is open.
 */
export function readContentsSql(tables: readonly string[]): string {
  const sums = 'count(%1$I) AS "c%2$s", sum(pg_catalog.hashtextextended(%1$I::text COLLATE "C", 0)) AS "h%2$s"';
  return selectCountsSql(sums, `n.nspname || '.' || c.relname IN (${tables.map(quoteLiteral).join(', ')})`);
}

/** By way of XML, since no other query runs a text of its own making. */
function selectCountsSql(ofColumn: string, condition: string): string {
  return `SELECT n.nspname || '.' || c.relname AS "table",
  query_to_xml(format('SELECT count(*) AS "rows"%s FROM %s%I.%I',
    (SELECT string_agg(format(', ${ofColumn}', a.attname, a.attnum), '' ORDER BY a.attnum) FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    CASE c.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END, n.nspname, c.relname), false, true, '') AS counted,
  (SELECT jsonb_object_agg('c' || a.attnum, a.attname) FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'pgrestify')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AND ${condition}
ORDER BY 1`;
}

/** What `countRowsSql` and `readContentsSql` answer. Pure. */
export function parseRowCounts(rows: readonly TextRow[]): readonly RowCount[] {
  return rows.map(({ table, counted, columns }) => {
    const told = new Map(
      [...(counted ?? '').matchAll(/<(rows|[ch]\d+)>(-?\d+)<\/\1>/g)].map(([, name = '', number = '']) => [
        name,
        number,
      ]),
    );
    // The parse boundary: names by keys of ours.
    const names = JSON.parse(columns ?? '{}') as Readonly<Record<string, string>>;
    const values = Object.entries(names).map(([key, name]) => [name, Number(told.get(key) ?? 0)]);
    const sums = Object.entries(names).flatMap(([key, name]) => {
      const sum = told.get(key.replace('c', 'h'));
      return sum === undefined ? [] : [[name, sum]];
    });
    return {
      table: table ?? '',
      rows: Number(told.get('rows') ?? 0),
      values: Object.fromEntries(values),
      ...(sums.length > 0 && { sums: Object.fromEntries(sums) }),
    };
  });
}
