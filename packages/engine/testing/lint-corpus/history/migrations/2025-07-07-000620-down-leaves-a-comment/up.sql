ALTER TABLE badges ADD COLUMN weight integer NOT NULL DEFAULT 1;
COMMENT ON TABLE badges IS 'What a profile earned.';
