ALTER TABLE comments DROP CONSTRAINT comments_edited_present;
