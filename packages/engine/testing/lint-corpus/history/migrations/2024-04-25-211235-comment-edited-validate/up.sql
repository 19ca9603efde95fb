ALTER TABLE comments VALIDATE CONSTRAINT comments_edited_present;
