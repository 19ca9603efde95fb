import type { CatalogLookups, TableCatalog } from '../../lint/table-catalog';
import { quoteLiteral } from '../../sql/quote';
import type { PostgresHistoryStore } from './store';

/**
 * Answers all questions about tables in one round trip: which are there, whether they hold rows, what their columns are.
 * Writes nothing. Where the role may not look, or somebody has locked the table, its size tells; what cannot be told
 * counts as rows.
 */
export async function readTableCatalog(
  store: PostgresHistoryStore,
  lookups: CatalogLookups,
  lockTimeoutMs: number,
): Promise<TableCatalog> {
  if (lookups.relations.length === 0)
    return { relations: {}, steadyFunctions: [], checkingTypes: [], varyingTypes: [] };
  const rows = await store.rows(() => tableCatalogSql(lookups, lockTimeoutMs));
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
  is_domain boolean;
  script_path text;
  found oid;
  tables oid[];
  part record;
  has_rows boolean;
  shown text;
  answer jsonb;
BEGIN
  FOR wanted IN
    SELECT jsonb_array_elements_text(asked -> 'types') UNION SELECT jsonb_array_elements_text(asked -> 'functions')
    UNION SELECT c ->> 'type' FROM jsonb_array_elements(asked -> 'relations') AS r, jsonb_array_elements(r -> 'typeChanges') AS c
  LOOP
    FOR path IN SELECT session_path UNION ALL SELECT r ->> 'searchPath' FROM jsonb_array_elements(asked -> 'relations') AS r LOOP
      BEGIN
        PERFORM set_config('search_path', path, true);
        found := pg_catalog.to_regtype(wanted);
      EXCEPTION WHEN OTHERS THEN
        found := NULL;
      END;
      PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
      IF found IS NOT NULL THEN
        types := types || jsonb_build_object(wanted, found);
        EXIT;
      END IF;
    END LOOP;
  END LOOP;
  FOR item IN SELECT * FROM jsonb_array_elements(asked -> 'relations') LOOP
    wanted := item ->> 'name';
    is_domain := item ->> 'kind' = 'domain';
    script_path := coalesce(item ->> 'searchPath', session_path);
    found := NULL;
    tables := '{}';
    BEGIN
      -- With this path only qualified names, and no operators: they could be somebody else's.
      PERFORM set_config('search_path', script_path, true);
      IF is_domain THEN
        found := pg_catalog.to_regtype(wanted);
      ELSE
        found := pg_catalog.to_regclass(wanted);
      END IF;
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
    PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
    IF found IS NOT NULL THEN
      IF item ->> 'kind' = 'domain' THEN
        SELECT coalesce(array_agg(DISTINCT a.attrelid), '{}') INTO tables FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          WHERE a.atttypid = found AND NOT a.attisdropped AND c.relkind IN ('r', 'm', 'p');
      ELSIF item ->> 'kind' = 'index' THEN
        SELECT coalesce(array_agg(i.indrelid), '{}') INTO tables FROM pg_index i WHERE i.indexrelid = found;
      ELSIF item ->> 'kind' = 'default-partition' THEN
        SELECT coalesce(array_agg(p.partdefid), '{}') INTO tables FROM pg_partitioned_table p WHERE p.partrelid = found AND p.partdefid <> 0;
      ELSE
        tables := ARRAY[found];
      END IF;
    END IF;
    has_rows := false;
    shown := tables[1]::regclass::text;
    FOR part IN
      WITH RECURSIVE tree AS (
        SELECT t.oid AS root, t.oid FROM unnest(tables) AS t (oid)
        UNION
        SELECT tree.root, h.inhrelid FROM tree JOIN pg_inherits h ON h.inhparent = tree.oid JOIN pg_class p ON p.oid = h.inhparent
          WHERE item ->> 'children' = 'inherited' OR (item ->> 'children' = 'partitions' AND p.relkind IN ('p', 'I'))
      )
      SELECT tree.root, c.oid FROM tree JOIN pg_class c ON c.oid = tree.oid WHERE c.relkind IN ('r', 'm')
    LOOP
      BEGIN
        IF pg_relation_size(part.oid) = 0 THEN
          CONTINUE;
        END IF;
        IF has_table_privilege(part.oid, 'SELECT') AND NOT row_security_active(part.oid) THEN
          EXECUTE format('SELECT EXISTS (SELECT FROM ONLY %s)', part.oid::regclass) INTO has_rows;
        ELSE
          has_rows := true;
        END IF;
      EXCEPTION WHEN OTHERS THEN
        has_rows := true;
      END;
      IF has_rows THEN
        shown := part.root::regclass::text;
        EXIT;
      END IF;
    END LOOP;
    answer := jsonb_build_object('hasRows', has_rows, 'isBoundChecked', false, 'columns', '{}'::jsonb, 'indexes', '{}'::jsonb);
    IF cardinality(tables) > 0 THEN
      answer := answer || jsonb_build_object('table', shown);
    END IF;
    IF cardinality(tables) = 1 THEN
      found := tables[1];
      answer := answer || jsonb_build_object('indexes', (
        SELECT coalesce(jsonb_object_agg(wanted_index, jsonb_build_object('columns', (
          SELECT coalesce(jsonb_agg(a.attname), '[]') FROM pg_attribute a WHERE a.attrelid = found AND a.attnum = ANY (i.indkey)
        ))), '{}')
        FROM jsonb_array_elements_text(item -> 'indexes') AS wanted_index
        JOIN pg_index i ON i.indrelid = found
        JOIN pg_class c ON c.oid = i.indexrelid AND c.relname = (parse_ident(wanted_index)::name[])[array_length(parse_ident(wanted_index), 1)]
      ));
      answer := answer || jsonb_build_object('columns', (
        SELECT coalesce(jsonb_object_agg(a.attname, jsonb_build_object(
          'notNull', a.attnotnull AND NOT EXISTS (
            SELECT FROM pg_constraint k WHERE k.conrelid = found AND k.contype = 'n' AND NOT k.convalidated AND a.attnum = ANY (k.conkey)),
          'filledChecks', (
            SELECT coalesce(jsonb_agg(jsonb_build_object('name', k.conname, 'validated', k.convalidated)), '[]') FROM pg_constraint k
            WHERE k.conrelid = found AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum]
              AND pg_get_expr(k.conbin, found) = format('(%I IS NOT NULL)', a.attname)),
          'isLeanedOn', EXISTS (
            SELECT FROM pg_constraint k WHERE k.conrelid = found AND k.contype = 'c' AND a.attnum = ANY (k.conkey)
          ) OR EXISTS (
            SELECT FROM pg_depend d JOIN pg_index i ON i.indexrelid = d.objid
            WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = found
              AND d.refobjsubid = a.attnum AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)),
          'type', format_type(a.atttypid, a.atttypmod),
          'typeChanges', (
            SELECT coalesce(jsonb_object_agg(w ->> 'type', jsonb_build_object(
              'newBase', format_type(t.oid, NULL), 'oldBase', format_type(a.atttypid, NULL),
              'isBinaryCoercible', t.oid = a.atttypid
                OR EXISTS (SELECT FROM pg_cast c WHERE c.castsource = a.atttypid AND c.casttarget = t.oid AND c.castmethod = 'b')
                OR EXISTS (SELECT FROM pg_type d WHERE d.oid = a.atttypid AND d.typtype = 'd' AND d.typbasetype = t.oid AND d.typtypmod = -1)
            )), '{}')
            FROM jsonb_array_elements(item -> 'typeChanges') AS w,
              LATERAL (SELECT (types ->> (w ->> 'type'))::oid) AS t (oid)
            WHERE w ->> 'column' = a.attname AND t.oid IS NOT NULL)
        )), '{}')
        FROM pg_attribute a
        WHERE a.attrelid = found AND a.attnum > 0 AND NOT a.attisdropped AND (
          a.attname IN (SELECT jsonb_array_elements_text(item -> 'columns'))
          OR EXISTS (SELECT FROM jsonb_each(answer -> 'indexes') AS e WHERE e.value -> 'columns' ? a.attname::text))
      ));
      IF item ->> 'parent' IS NOT NULL THEN
        wanted := item ->> 'parent';
        PERFORM set_config('search_path', script_path, true);
        wanted := pg_catalog.to_regclass(wanted)::pg_catalog.oid;
        PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
        answer := answer || jsonb_build_object('isBoundChecked', EXISTS (
          SELECT FROM pg_partitioned_table p JOIN pg_constraint k ON k.conrelid = found AND k.contype = 'c' AND k.convalidated
          WHERE p.partrelid = wanted::oid AND NOT 0 = ANY (p.partattrs) AND NOT EXISTS (
            SELECT FROM pg_attribute a WHERE a.attrelid = p.partrelid AND a.attnum = ANY (p.partattrs) AND NOT EXISTS (
              SELECT FROM pg_attribute b WHERE b.attrelid = found AND b.attname = a.attname AND b.attnum = ANY (k.conkey)))));
      END IF;
    END IF;
    relations := relations || jsonb_build_object(item ->> 'id', answer);
  END LOOP;
  PERFORM set_config('pgrestify.found', jsonb_build_object(
    'relations', relations,
    'steadyFunctions', (
      SELECT coalesce(jsonb_agg(f), '[]') FROM jsonb_array_elements_text(asked -> 'functions') AS f
      WHERE (SELECT bool_and(p.provolatile <> 'v') FROM pg_proc p WHERE p.proname = (parse_ident(f)::name[])[array_length(parse_ident(f), 1)])
        OR types ? f),
    'checkingTypes', (
      SELECT coalesce(jsonb_agg(t), '[]') FROM jsonb_array_elements_text(asked -> 'types') AS t
      WHERE EXISTS (
        WITH RECURSIVE base AS (
          SELECT d.oid, d.typbasetype, d.typnotnull FROM pg_type d WHERE d.oid = (types ->> t)::oid AND d.typtype = 'd'
          UNION ALL
          SELECT d.oid, d.typbasetype, d.typnotnull FROM base JOIN pg_type d ON d.oid = base.typbasetype AND d.typtype = 'd')
        SELECT FROM base WHERE base.typnotnull OR EXISTS (SELECT FROM pg_constraint k WHERE k.contypid = base.oid))),
    'varyingTypes', (
      SELECT coalesce(jsonb_agg(t), '[]') FROM jsonb_array_elements_text(asked -> 'types') AS t
      WHERE EXISTS (
        SELECT FROM pg_type d CROSS JOIN regexp_matches(d.typdefaultbin::text, ':(?:op)?funcid ([0-9]+)', 'g') AS called
          JOIN pg_proc p ON p.oid = called[1]::oid
        WHERE d.oid = (types ->> t)::oid AND d.typtype = 'd' AND p.provolatile = 'v'))
  )::text, true);
END $pgrestify$;`;
