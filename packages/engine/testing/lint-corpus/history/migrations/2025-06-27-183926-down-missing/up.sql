ALTER TABLE members ADD COLUMN color text;
