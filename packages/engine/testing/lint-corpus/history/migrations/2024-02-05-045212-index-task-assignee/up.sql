CREATE INDEX tasks_assignee_id ON tasks (assignee_id);
