-- A column at the end: clients of the old one go on.
CREATE OR REPLACE VIEW due_tasks WITH (security_invoker = true) AS
  SELECT id, project_id, title, due_at, priority FROM tasks WHERE due_at < now();
