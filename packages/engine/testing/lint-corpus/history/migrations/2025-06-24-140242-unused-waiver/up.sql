-- pgrestify-ignore drop-column: nothing reads it any more
ALTER TABLE members ADD COLUMN invited_by uuid;
