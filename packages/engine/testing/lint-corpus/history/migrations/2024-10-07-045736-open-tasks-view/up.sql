CREATE VIEW open_tasks AS SELECT id, project_id, title FROM tasks WHERE state = 'open';
GRANT SELECT ON open_tasks TO authenticated;
