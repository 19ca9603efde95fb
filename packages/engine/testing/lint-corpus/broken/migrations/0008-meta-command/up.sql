\set kind text
ALTER TABLE notes ADD COLUMN kind text;
