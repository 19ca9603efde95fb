/**
 * PL/pgSQL: whether `tables`, or what is below them, hold rows that somebody may read, into `has_rows`, and the one that
 * does into `shown`. A view holds those of the tables that it reads, a sequence counts once it was used, and the system's
 * own tables do not.
 */
export const hasRowsSql = `
    has_rows := false;
    shown := tables[1]::regclass::text;
    FOR part IN
      WITH RECURSIVE tree AS (
        SELECT t.oid AS root, t.oid FROM unnest(tables) AS t (oid)
        UNION
        SELECT tree.root, below.oid FROM tree JOIN pg_class p ON p.oid = tree.oid CROSS JOIN LATERAL (
          SELECT h.inhrelid AS oid FROM pg_inherits h WHERE h.inhparent = p.oid
            AND (item ->> 'children' = 'inherited' OR (item ->> 'children' = 'partitions' AND p.relkind IN ('p', 'I')))
          UNION ALL
          SELECT d.refobjid FROM pg_rewrite r
            JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
            WHERE p.relkind = 'v' AND r.ev_class = p.oid AND d.refobjid <> p.oid) AS below
      )
      SELECT tree.root, c.oid, c.relkind FROM tree JOIN pg_class c ON c.oid = tree.oid
        WHERE c.relkind IN ('r', 'm', 'S') AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
    LOOP
      BEGIN
        IF part.relkind = 'S' THEN
          has_rows := pg_sequence_last_value(part.oid) IS NOT NULL;
        ELSIF pg_relation_size(part.oid) = 0 THEN
          CONTINUE;
        ELSIF has_table_privilege(part.oid, 'SELECT') AND NOT row_security_active(part.oid) THEN
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
    END LOOP;`;
