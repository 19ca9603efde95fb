LOCK TABLE tasks;
UPDATE tasks SET position = position + 1 WHERE project_id = 1;
