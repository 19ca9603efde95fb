DROP FUNCTION close_task(bigint, timestamptz);
CREATE FUNCTION close_task(task bigint) RETURNS void
  LANGUAGE sql SECURITY DEFINER
AS $$ UPDATE tasks SET state = 'done' WHERE id = task $$;
