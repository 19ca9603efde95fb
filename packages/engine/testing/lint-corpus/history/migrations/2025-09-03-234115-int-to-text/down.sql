ALTER TABLE profiles ALTER COLUMN badge_count DROP DEFAULT;
ALTER TABLE profiles ALTER COLUMN badge_count TYPE integer USING badge_count::integer;
ALTER TABLE profiles ALTER COLUMN badge_count SET DEFAULT 0;
