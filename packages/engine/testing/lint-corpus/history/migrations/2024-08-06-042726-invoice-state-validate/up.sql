ALTER TABLE invoices VALIDATE CONSTRAINT invoices_state_known;
