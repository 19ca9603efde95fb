DROP VIEW private.queue_length;
DROP TABLE private.queue;
