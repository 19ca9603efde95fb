/**
 * PL/pgSQL: the object that a lookup `item` names, into `found`; null where there is none. While the script's
 * search_path is in force only qualified names are used, and no operators: they could be somebody else's.
 */
export const findObjectSql = `
    wanted := item ->> 'name';
    wanted_kind := coalesce(item -> 'drop' ->> 'object', item ->> 'kind');
    signature := item -> 'drop' ->> 'signature';
    found := NULL;
    tables := '{}';
    is_type := wanted_kind IN ('domain', 'typed', 'type');
    is_schema := wanted_kind = 'schema';
    is_extension := wanted_kind = 'extension';
    is_function := wanted_kind = 'function';
    has_signature := signature IS NOT NULL;
    whole := wanted || '(' || coalesce(signature, '') || ')';
    BEGIN
      PERFORM set_config('search_path', script_path, true);
      IF is_type THEN
        found := pg_catalog.to_regtype(wanted);
      ELSIF is_schema THEN
        found := pg_catalog.to_regnamespace(wanted);
      ELSIF has_signature THEN
        found := pg_catalog.to_regprocedure(whole);
      ELSIF is_function THEN
        found := pg_catalog.to_regproc(wanted);
      ELSIF NOT is_extension THEN
        found := pg_catalog.to_regclass(wanted);
      END IF;
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
    PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);
    IF is_extension THEN
      SELECT e.oid INTO found FROM pg_extension e WHERE e.extname = (parse_ident(wanted)::name[])[1];
    ELSIF is_function AND found IS NULL THEN
      -- Arguments with names and modes are not understood above: any of that name.
      SELECT p.oid INTO found FROM pg_proc p WHERE p.proname = (parse_ident(wanted)::name[])[array_length(parse_ident(wanted), 1)] LIMIT 1;
    END IF;`;
