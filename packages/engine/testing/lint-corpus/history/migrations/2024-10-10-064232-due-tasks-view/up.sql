CREATE VIEW due_tasks WITH (security_invoker = true) AS SELECT id, project_id, title, due_at FROM tasks WHERE due_at < now();
GRANT SELECT ON due_tasks TO authenticated;
