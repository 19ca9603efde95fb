SET lock_timeout = 0;
ALTER TABLE members ADD COLUMN note text;
