ALTER TABLE payments DROP COLUMN currency;
ALTER TABLE invoices DROP COLUMN currency;
