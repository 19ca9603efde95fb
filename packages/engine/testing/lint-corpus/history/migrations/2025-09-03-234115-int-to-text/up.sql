ALTER TABLE profiles ALTER COLUMN badge_count TYPE text;
