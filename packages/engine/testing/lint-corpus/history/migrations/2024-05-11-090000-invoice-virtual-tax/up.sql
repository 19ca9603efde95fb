-- Virtual: nothing is stored, nothing is read.
ALTER TABLE invoice_lines ADD COLUMN tax numeric GENERATED ALWAYS AS (quantity * price * 0.19) VIRTUAL;
