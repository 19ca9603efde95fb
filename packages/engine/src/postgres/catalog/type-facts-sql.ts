/** PL/pgSQL: the oids of all types and functions that are asked for, by the paths that scripts set, into `types`. */
export const findTypesSql = `
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
  END LOOP;`;

/** SQL: what is to be known of types and functions, as pairs of a JSON object. */
export const typeFactsSql = `'steadyFunctions', (
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
        WHERE d.oid = (types ->> t)::oid AND d.typtype = 'd' AND p.provolatile = 'v')),
    'defaultingTypes', (
      SELECT coalesce(jsonb_agg(t), '[]') FROM jsonb_array_elements_text(asked -> 'types') AS t
      WHERE EXISTS (
        WITH RECURSIVE base AS (
          SELECT d.oid, d.typbasetype, d.typdefault FROM pg_type d WHERE d.oid = (types ->> t)::oid AND d.typtype = 'd'
          UNION ALL
          SELECT d.oid, d.typbasetype, d.typdefault FROM base JOIN pg_type d ON d.oid = base.typbasetype AND d.typtype = 'd')
        SELECT FROM base WHERE base.typdefault IS NOT NULL))`;
