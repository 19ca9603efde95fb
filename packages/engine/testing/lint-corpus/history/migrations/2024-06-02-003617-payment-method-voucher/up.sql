-- pgrestify: irreversible an enum value cannot be taken away
ALTER TYPE payment_method ADD VALUE 'voucher' AFTER 'cash';
ALTER TABLE payments ADD COLUMN voucher_code text;
ALTER TABLE payments ADD CONSTRAINT payments_voucher_code CHECK (method <> 'voucher' OR voucher_code IS NOT NULL) NOT VALID;
