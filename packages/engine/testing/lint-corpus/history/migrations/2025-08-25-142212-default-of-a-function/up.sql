CREATE FUNCTION private.short_code() RETURNS text
  LANGUAGE sql VOLATILE SET search_path = ''
AS $$ SELECT pg_catalog.substr(pg_catalog.md5(pg_catalog.random()::text), 1, 8) $$;
ALTER TABLE tasks ADD COLUMN short_code text DEFAULT private.short_code();
