import { pinSearchPathSql } from '../../history/sql/history-sql';

/** Names of the server's views of progress, without `pg_stat_progress_`. */
export const listViewsSql = `${pinSearchPathSql}
SELECT substr(c.relname, length('pg_stat_progress_') + 1) AS view FROM pg_class c
WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relname ~ '^pg_stat_progress_[a-z_]+$' AND EXISTS (
  SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'pid')
ORDER BY 1`;

/**
 * One row for a worker that is at work: what it waits for and, when it is at something that the server counts, the row of
 * that view as JSON. `workerPidSql` is an SQL expression.
 */
export function sampleSql(views: readonly string[], workerPidSql: string): string {
  // In 19 a rewrite of a table is in two views, of which `cluster` is for those who know the older one.
  const read = views.includes('repack') ? views.filter((view) => view !== 'cluster') : views;
  const rows = read.map(
    (view) => `SELECT '${view}' AS view, to_jsonb(v) AS fields FROM pg_stat_progress_${view} v WHERE v.pid = a.pid`,
  );
  const none = 'SELECT NULL AS view, NULL::jsonb AS fields WHERE false';
  return `${pinSearchPathSql}
SELECT p.view, p.fields, a.wait_event_type || '/' || a.wait_event AS wait_event,
  nullif(p.fields->>'relid', '0')::oid::regclass::text AS relation
FROM pg_stat_activity a LEFT JOIN LATERAL (
  ${[none, ...rows].join('\n  UNION ALL ')}
) p ON true
WHERE a.pid = ${workerPidSql}
LIMIT 1`;
}
