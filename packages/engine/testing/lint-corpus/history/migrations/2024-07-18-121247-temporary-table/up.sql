CREATE TEMPORARY TABLE stale ON COMMIT DROP AS SELECT id FROM invoices WHERE state = 'draft' AND created_at < '2020-01-01';
DELETE FROM invoices WHERE id IN (SELECT id FROM stale);
