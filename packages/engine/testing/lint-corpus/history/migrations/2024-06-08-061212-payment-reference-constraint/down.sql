ALTER TABLE payments DROP CONSTRAINT payments_reference_key;
CREATE UNIQUE INDEX payments_reference ON payments (reference);
