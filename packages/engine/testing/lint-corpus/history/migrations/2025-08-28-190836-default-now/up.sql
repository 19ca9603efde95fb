-- now() is the same for all rows: kept once in the catalog.
ALTER TABLE pages ADD COLUMN imported_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE pages ALTER COLUMN imported_at SET DEFAULT clock_timestamp();
