CREATE FUNCTION task_age(task tasks) RETURNS interval LANGUAGE sql STABLE AS $$ SELECT now() - task.created_at $$;
