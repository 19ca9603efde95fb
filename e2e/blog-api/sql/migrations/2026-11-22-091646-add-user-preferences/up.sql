-- Instant also on a large table: no row is rewritten.
ALTER TABLE users ADD COLUMN preferences jsonb DEFAULT '{}';
