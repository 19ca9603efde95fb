ALTER TABLE comments ADD COLUMN edited_at timestamptz;
COMMENT ON COLUMN comments.edited_at IS 'Null while it was never edited; ALTER TABLE is not needed for it.';
