ALTER TABLE comments ADD CONSTRAINT comments_edited_present CHECK (edited_at IS NOT NULL);
