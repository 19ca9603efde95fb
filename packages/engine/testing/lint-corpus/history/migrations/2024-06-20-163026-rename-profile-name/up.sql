ALTER TABLE profiles RENAME COLUMN display_name TO full_name;
