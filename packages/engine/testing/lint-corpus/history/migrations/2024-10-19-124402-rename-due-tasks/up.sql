ALTER VIEW due_tasks RENAME TO late_tasks;
