DROP FUNCTION close_task(bigint);
