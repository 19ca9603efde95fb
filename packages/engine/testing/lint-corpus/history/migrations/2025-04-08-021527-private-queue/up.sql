CREATE TABLE private.queue (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, job jsonb NOT NULL);
CREATE VIEW private.queue_length WITH (security_invoker = true) AS SELECT count(*) AS jobs FROM private.queue;
