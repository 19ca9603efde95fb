DROP VIEW due_tasks;
