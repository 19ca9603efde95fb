CREATE FUNCTION touch_updated_at() RETURNS trigger
  LANGUAGE plpgsql
  SET search_path = ''
AS $body$
BEGIN
  -- CREATE INDEX nothing ON nothing (nothing);
  NEW.updated_at := pg_catalog.now();
  RETURN NEW;
END;
$body$;
REVOKE EXECUTE ON FUNCTION touch_updated_at() FROM PUBLIC;
