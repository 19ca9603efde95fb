ALTER TABLE profiles ALTER COLUMN phone TYPE varchar(12);
