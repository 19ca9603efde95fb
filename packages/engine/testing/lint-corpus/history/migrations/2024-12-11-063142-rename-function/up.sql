ALTER FUNCTION close_task(bigint, timestamptz) RENAME TO finish_task;
