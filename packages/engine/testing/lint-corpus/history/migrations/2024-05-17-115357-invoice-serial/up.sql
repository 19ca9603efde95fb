ALTER TABLE invoices ADD COLUMN sequence_number bigserial;
