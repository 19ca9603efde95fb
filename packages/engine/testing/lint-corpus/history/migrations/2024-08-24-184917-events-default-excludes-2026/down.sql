ALTER TABLE events_default DROP CONSTRAINT events_default_not_2026;
