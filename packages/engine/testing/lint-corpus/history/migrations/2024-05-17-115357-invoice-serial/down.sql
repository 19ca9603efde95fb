ALTER TABLE invoices DROP COLUMN sequence_number;
