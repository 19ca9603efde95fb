ALTER TABLE invoices DROP CONSTRAINT invoices_state_known;
