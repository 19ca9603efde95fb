DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reporting') THEN
    RAISE NOTICE 'no role reporting; DROP TABLE tasks is not run';
  END IF;
END;
$$;
