ALTER VIEW late_tasks RENAME TO due_tasks;
