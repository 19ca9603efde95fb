ALTER TABLE invoices ALTER COLUMN issued_at TYPE timestamp USING issued_at AT TIME ZONE 'Europe/Zurich';
