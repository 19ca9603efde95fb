ALTER TABLE profiles DROP COLUMN backup_email;
DROP DOMAIN email_address;
