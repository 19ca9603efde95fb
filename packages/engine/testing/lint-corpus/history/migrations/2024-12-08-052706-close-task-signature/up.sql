DROP FUNCTION close_task(bigint);
CREATE FUNCTION close_task(task bigint, at timestamptz) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$ UPDATE public.tasks SET state = 'done', updated_at = at WHERE id = task $$;
REVOKE EXECUTE ON FUNCTION close_task(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION close_task(bigint, timestamptz) TO authenticated;
