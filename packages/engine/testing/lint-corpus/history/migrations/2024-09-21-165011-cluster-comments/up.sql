CLUSTER comments USING comments_task_id;
