ALTER TABLE members DROP COLUMN invited_by;
