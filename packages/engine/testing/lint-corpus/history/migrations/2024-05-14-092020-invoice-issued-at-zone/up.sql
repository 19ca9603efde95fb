ALTER TABLE invoices ALTER COLUMN issued_at TYPE timestamptz USING issued_at AT TIME ZONE 'Europe/Zurich';
