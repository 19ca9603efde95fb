import type { Measure } from '../history/measure';
import { measuredColumn } from '../history/sql/history-sql';

/** What stands between the two, for one transaction. */
const setting = 'pgrestify.measured_from';

/**
 * Each relation of the user's, with what tells whether it was rewritten, read or changed. The counters of a session hold
 * what its last transactions did too, until the server has fetched it: hence the difference between two readings.
 */
const relationsSql = `SELECT coalesce(pg_catalog.jsonb_object_agg(c.oid, pg_catalog.jsonb_build_array(
    n.nspname OPERATOR(pg_catalog.||) '.' OPERATOR(pg_catalog.||) c.relname, c.relkind, pg_catalog.pg_relation_filenode(c.oid),
    CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_table_size(c.oid) WHEN c.relkind = 'i' THEN pg_catalog.pg_relation_size(c.oid) ELSE 0 END,
    CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_stat_get_xact_numscans(c.oid) END,
    CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_stat_get_xact_tuples_returned(c.oid) END,
    pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid), pg_catalog.pg_stat_get_xact_tuples_updated(c.oid),
    pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid),
    CASE WHEN c.relkind IN ('r', 'p') THEN (SELECT coalesce(pg_catalog.jsonb_agg(a.attname), '[]') FROM pg_catalog.pg_attribute a
      WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped) END)), '{}')
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  WHERE c.relkind IN ('r', 'm', 'i', 'p', 'f', 'v') AND n.nspname OPERATOR(pg_catalog.!~) '^pg_'
    AND n.nspname NOT IN ('information_schema', 'pgrestify')`;

const sizeSql = 'pg_catalog.pg_database_size(pg_catalog.current_database())';

/**
 * Measures a transaction of a script within it: what it did to the relations that were there when it began, and the size of
 * the database before and just before its end. Counters tell of scans by the leader of a parallel build alone, so a scan's
 * size is that of the table.
 */
export const measure: Measure = {
  beginSql: `SELECT pg_catalog.set_config('${setting}', (SELECT pg_catalog.jsonb_build_object(
  'bytes', ${sizeSql}, 'relations', (${relationsSql})))::pg_catalog.text, true)`,
  endSql: `WITH begun AS (SELECT nullif(current_setting('${setting}', true), '')::jsonb AS data),
  before AS (SELECT key AS oid, value AS was FROM begun, jsonb_each(data -> 'relations')),
  now AS (SELECT key AS oid, value AS became FROM jsonb_each((${relationsSql}))),
  held AS (
    SELECT l.relation::text AS oid, jsonb_agg(DISTINCT l.mode) AS modes FROM pg_locks l
    WHERE l.locktype = 'relation' AND l.granted AND l.pid = pg_backend_pid() GROUP BY 1
  ),
  both_of AS (
    SELECT b.was, n.became, b.was ->> 1 AS kind,
      ARRAY(SELECT greatest(0, coalesce((n.became ->> i)::bigint, 0) - coalesce((b.was ->> i)::bigint, 0)) FROM generate_series(4, 8) i) AS counts
    FROM before b JOIN now n ON n.oid = b.oid
  )
SELECT jsonb_build_object(
  'fromBytes', (SELECT data -> 'bytes' FROM begun), 'toBytes', ${sizeSql},
  'locks', (SELECT jsonb_agg(jsonb_build_object('table', b.was ->> 0, 'modes', h.modes)) FROM before b JOIN held h ON h.oid = b.oid WHERE b.was ->> 1 <> 'i'),
  'rewrites', (SELECT jsonb_agg(jsonb_build_object('relation', was ->> 0, 'kind', kind, 'bytesBefore', was -> 3, 'bytesAfter', became -> 3)) FROM both_of WHERE was -> 2 <> became -> 2),
  'scans', (SELECT jsonb_agg(jsonb_build_object('table', was ->> 0, 'scans', counts[1], 'rowsRead', counts[2], 'bytes', was -> 3)) FROM both_of WHERE kind IN ('r', 'm') AND counts[1] > 0),
  'dropped', (SELECT jsonb_agg(jsonb_build_object('table', b.was ->> 0, 'column', gone.name)) FROM before b LEFT JOIN now n ON n.oid = b.oid,
    LATERAL (SELECT NULL AS name WHERE n.oid IS NULL UNION ALL SELECT c.name FROM jsonb_array_elements_text(b.was -> 9) c (name)
      WHERE n.oid IS NOT NULL AND NOT (n.became -> 9) ? c.name) gone WHERE b.was ->> 1 IN ('r', 'p')),
  'changed', (SELECT jsonb_agg(jsonb_build_object('table', was ->> 0, 'inserted', counts[3], 'updated', counts[4], 'deleted', counts[5])) FROM both_of WHERE kind IN ('r', 'm') AND counts[3] + counts[4] + counts[5] > 0)
)::text AS ${measuredColumn}`,
};
