ALTER TABLE profiles RENAME COLUMN full_name TO display_name;
