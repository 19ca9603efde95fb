-- pgrestify-ignore drop-constraint: the column is NOT NULL since the migration before
ALTER TABLE comments DROP CONSTRAINT comments_edited_present;
