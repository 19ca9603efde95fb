ALTER TABLE invoices DROP CONSTRAINT invoices_total_positive;
