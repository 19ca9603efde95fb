ALTER TABLE events_default DROP CONSTRAINT events_default_not_2026;
ALTER TABLE events_default ADD CONSTRAINT events_default_not_2026
  CHECK (happened_at < '2026-01-01 00:00+00' OR happened_at >= '2027-01-01 00:00+00') NOT VALID;
