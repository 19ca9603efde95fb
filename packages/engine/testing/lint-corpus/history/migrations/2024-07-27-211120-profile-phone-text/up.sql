ALTER TABLE profiles ALTER COLUMN phone TYPE text;
