ALTER TABLE members ADD COLUMN avatar text;
