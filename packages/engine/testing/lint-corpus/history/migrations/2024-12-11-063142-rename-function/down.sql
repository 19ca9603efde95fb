ALTER FUNCTION finish_task(bigint, timestamptz) RENAME TO close_task;
