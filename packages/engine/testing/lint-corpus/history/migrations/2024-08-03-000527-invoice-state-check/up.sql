ALTER TABLE invoices ADD CONSTRAINT invoices_state_known CHECK (state IN ('draft', 'sent', 'paid')) NOT VALID;
