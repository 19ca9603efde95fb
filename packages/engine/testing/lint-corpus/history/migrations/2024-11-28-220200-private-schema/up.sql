CREATE SCHEMA private;
CREATE TABLE private.settings (name text PRIMARY KEY, value jsonb NOT NULL);
