DROP TRIGGER tasks_touch ON tasks;
