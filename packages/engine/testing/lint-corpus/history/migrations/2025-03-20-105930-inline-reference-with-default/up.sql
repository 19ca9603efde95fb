ALTER TABLE pages ADD COLUMN country text DEFAULT 'CH' REFERENCES countries (code);
