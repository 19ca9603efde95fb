DROP TRIGGER profiles_touch ON profiles;
