import type { StatementMeasure } from '../../../history/measure';
import { measuredColumn } from '../../../history/sql/history-sql';
import { isRead } from './read-statements';

// Run between a script's statements, in whatever role and with whatever search_path it has set: all names are qualified.

const isUsers = `n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) ALL (ARRAY['information_schema', 'pgrestify']::pg_catalog.name[])`;

const isRelation = `c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p', 'm', 'v', 'f', 'S', 'i', 'I']::pg_catalog."char"[])`;

/** A relation as `RelationReading`. The counters of a session may hold what its last transactions did, too. */
const relationSql = `n.nspname OPERATOR(pg_catalog.||) '.' OPERATOR(pg_catalog.||) c.relname, c.relkind, c.relfilenode,
    CASE WHEN c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'm']::pg_catalog."char"[]) THEN pg_catalog.pg_stat_get_xact_numscans(c.oid) ELSE 0 END,
    coalesce((SELECT i.indrelid FROM pg_catalog.pg_index i WHERE i.indexrelid OPERATOR(pg_catalog.=) c.oid), c.oid)`;

/** Every relation of the user's, since after a DROP, RENAME or rewrite nothing tells what it was. */
const beginSql = `SELECT pg_catalog.jsonb_build_object('at', 'begin', 'relations', coalesce((
  SELECT pg_catalog.jsonb_object_agg(c.oid, pg_catalog.jsonb_build_array(${relationSql}))
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  WHERE ${isRelation} AND ${isUsers}), '{}'))::pg_catalog.text AS ${measuredColumn}`;

/** Of what the transaction has locked alone: nothing is read, rewritten or dropped without a lock. 16384 is the first OID of what users make. */
function behindSql(index: number): string {
  return `SELECT pg_catalog.jsonb_build_object('at', ${index}, 'relations', coalesce((
  SELECT pg_catalog.jsonb_object_agg(l.relation, pg_catalog.jsonb_build_array(${relationSql}, l.modes))
  FROM (
    SELECT h.relation, pg_catalog.jsonb_agg(h.mode) AS modes FROM pg_catalog.pg_locks h
    WHERE h.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid() AND h.locktype OPERATOR(pg_catalog.=) 'relation' AND h.granted
      AND h.relation OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid
    GROUP BY h.relation
  ) l LEFT JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) l.relation
    LEFT JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
  WHERE c.oid IS NULL OR (${isRelation} AND ${isUsers})), '{}'))::pg_catalog.text AS ${measuredColumn}`;
}

/**
 * Reads the locks of the session behind each statement that can make an application wait, and which tables were rewritten
 * or read by it. Seen as well where tables are empty: files change and scans are counted without a row.
 */
export const statementMeasure: StatementMeasure = {
  beginSql,
  behind: (statements, text) =>
    new Set(
      statements.flatMap((statement, index) => {
        const next = statements[index + 1];
        // Ahead of one that is looked at, so that what others did before is not said to be its doing.
        return isRead(statement, text) || (next && isRead(next, text)) ? [index] : [];
      }),
    ),
  behindSql,
  within: 'all',
};
