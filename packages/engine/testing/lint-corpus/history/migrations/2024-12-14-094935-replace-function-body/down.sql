CREATE OR REPLACE FUNCTION finish_task(task bigint, at timestamptz) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$ UPDATE public.tasks SET state = 'done', updated_at = at WHERE id = task $$;
