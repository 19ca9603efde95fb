ALTER TABLE log_lines ADD COLUMN id bigint;
