ALTER TABLE invoice_lines DROP COLUMN line_number;
