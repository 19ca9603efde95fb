DROP FUNCTION task_age(tasks);
