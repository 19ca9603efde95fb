ALTER TABLE badges DROP COLUMN weight;
COMMENT ON TABLE badges IS 'Badges.';
