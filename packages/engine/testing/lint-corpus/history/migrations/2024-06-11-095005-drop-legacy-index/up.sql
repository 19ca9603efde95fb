DROP INDEX profiles_created_at;
