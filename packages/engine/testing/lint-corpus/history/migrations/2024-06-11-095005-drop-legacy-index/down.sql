CREATE INDEX profiles_created_at ON profiles (created_at);
