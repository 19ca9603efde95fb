CREATE DOMAIN email_address AS text;
ALTER TABLE profiles ADD COLUMN backup_email email_address;
