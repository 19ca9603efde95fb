ALTER TABLE profiles ADD COLUMN phone varchar(20);
