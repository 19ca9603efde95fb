ALTER TABLE note ADD COLUMN kind text;
