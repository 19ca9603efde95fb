DROP TRIGGER profiles_touch ON profiles;
ALTER TABLE profiles DROP COLUMN updated_at;
