ALTER TABLE invoice_lines ADD COLUMN amount numeric(14, 2) GENERATED ALWAYS AS (quantity * price) STORED;
