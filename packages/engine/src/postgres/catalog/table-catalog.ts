import { type CatalogLookups, nothingKnown, type TableCatalog } from '../../lint/table-catalog';
import { quoteLiteral } from '../../sql/names/quote';
import type { AskedDatabase } from '../session/asked-database';
import { attachFactsSql } from './attach-facts-sql';
import { checkFactsSql, columnFactsSql, constraintFactsSql, indexFactsSql } from './column-facts-sql';
import { findObjectSql } from './find-object-sql';
import { hasRowsSql } from './has-rows-sql';
import { droppedObjectsSql, lockedTablesSql } from './locked-tables-sql';
import { findTypesSql, typeFactsSql } from './type-facts-sql';

/**
 * Answers all questions about tables in one round trip: which are there, whether they hold rows, what their columns are.
 * Writes nothing. Where the role may not look, or somebody has locked the table, its size tells; what cannot be told
 * counts as rows.
 */
export async function readTableCatalog(
  asked: AskedDatabase,
  lookups: CatalogLookups,
  lockTimeoutMs: number,
): Promise<TableCatalog> {
  if (lookups.relations.length === 0) return nothingKnown;
  const rows = await asked.rows(() => tableCatalogSql(lookups, lockTimeoutMs));
  // The parse boundary: the message below has just made this text.
  return JSON.parse(rows[0]?.found ?? '{}') as TableCatalog;
}

/** Names are looked up as the scripts will; everything else with search_path pinned. */
function tableCatalogSql(lookups: CatalogLookups, lockTimeoutMs: number): string {
  return `SET LOCAL lock_timeout = ${lockTimeoutMs};
SELECT pg_catalog.set_config('pgrestify.session_path', pg_catalog.current_setting('search_path'), true),
  pg_catalog.set_config('pgrestify.asked', ${quoteLiteral(JSON.stringify(lookups))}, true),
  pg_catalog.set_config('pgrestify.found', '', true);
SET LOCAL search_path TO pg_catalog, pg_temp;
${answerSql}
SELECT current_setting('pgrestify.found') AS found`;
}

const answerSql = `DO LANGUAGE plpgsql $pgrestify$
DECLARE
  asked CONSTANT jsonb := current_setting('pgrestify.asked')::jsonb;
  session_path CONSTANT text := current_setting('pgrestify.session_path');
  relations jsonb := '{}';
  types jsonb := '{}';
  path text;
  item jsonb;
  wanted text;
  wanted_kind text;
  signature text;
  whole text;
  is_type boolean;
  is_schema boolean;
  is_extension boolean;
  is_function boolean;
  has_signature boolean;
  script_path text;
  found oid;
  tables oid[];
  tree oid[];
  part record;
  has_rows boolean;
  is_there boolean;
  shown text;
  answer jsonb;
  attach jsonb;
  parent oid;
  key text[];
  key_type text;
  is_plain boolean;
  bound text;
  is_implied boolean;
  line text;
BEGIN
${findTypesSql}
  FOR item IN SELECT * FROM jsonb_array_elements(asked -> 'relations') LOOP
    script_path := coalesce(item ->> 'searchPath', session_path);
${findObjectSql}
    IF found IS NOT NULL THEN
${lockedTablesSql}
    END IF;
    is_there := found IS NOT NULL AND (item ->> 'kind' <> 'dropped' OR EXISTS (${droppedObjectsSql}));
${hasRowsSql}
    answer := jsonb_build_object('isThere', is_there, 'hasRows', has_rows, 'columns', '{}'::jsonb, 'indexes', '{}'::jsonb, 'checks', '[]'::jsonb, 'constraints', '{}'::jsonb);
    IF cardinality(tables) > 0 THEN
      answer := answer || jsonb_build_object('table', shown);
    END IF;
    -- Of several tables of one type the columns are alike.
    IF cardinality(tables) = 1 OR (cardinality(tables) > 0 AND item ->> 'kind' = 'typed') THEN
      found := tables[1];
      WITH RECURSIVE below AS (
        SELECT t.oid FROM unnest(tables) AS t (oid) UNION SELECT h.inhrelid FROM below JOIN pg_inherits h ON h.inhparent = below.oid)
      SELECT array_agg(b.oid) INTO tree FROM below AS b;
      answer := answer || jsonb_build_object('indexes', ${indexFactsSql});
      answer := answer || jsonb_build_object('constraints', ${constraintFactsSql});
      IF item -> 'columns' <> '[]' OR item -> 'indexes' <> '[]' OR item ->> 'attach' IS NOT NULL THEN
        answer := answer || jsonb_build_object('checks', ${checkFactsSql});
      END IF;
      answer := answer || jsonb_build_object('columns', ${columnFactsSql});
${attachFactsSql}
      answer := answer || jsonb_build_object('attach', attach);
    END IF;
    relations := relations || jsonb_build_object(item ->> 'id', answer);
  END LOOP;
  PERFORM set_config('pgrestify.found', jsonb_build_object(
    'serverMajor', current_setting('server_version_num')::int / 10000,
    'relations', relations,
    ${typeFactsSql})::text, true);
END $pgrestify$;`;
