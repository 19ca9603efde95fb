ALTER TABLE pages ADD COLUMN labels text[] NOT NULL DEFAULT ARRAY[]::text[], ADD COLUMN meta jsonb NOT NULL DEFAULT '{}'::jsonb;
