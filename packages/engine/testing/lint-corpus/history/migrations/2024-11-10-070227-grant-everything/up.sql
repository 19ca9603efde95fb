GRANT ALL ON invoices TO anon;
