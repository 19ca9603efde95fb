DROP VIEW late_tasks;
CREATE VIEW late_tasks WITH (security_invoker = true) AS
  SELECT id, project_id, title, due_at, priority FROM tasks WHERE due_at < now();
GRANT SELECT ON late_tasks TO authenticated;
