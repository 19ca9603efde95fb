REVOKE ALL ON invoices FROM anon;
