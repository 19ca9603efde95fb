ALTER TABLE members ADD COLUMN last_seen_at timestamptz;
INSERT INTO private.settings (name, value)
  SELECT 'tasks', to_jsonb(count(*)) FROM tasks;
