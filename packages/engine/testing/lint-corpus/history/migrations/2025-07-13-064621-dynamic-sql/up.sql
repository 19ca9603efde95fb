DO $$
BEGIN
  EXECUTE format('ALTER TABLE %I DROP COLUMN %I', 'badges', 'weight');
END;
$$;
