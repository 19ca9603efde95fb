CREATE TABLE invoices (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  workspace_id bigint NOT NULL REFERENCES workspaces (id),
  owner_id uuid NOT NULL REFERENCES profiles (id),
  number text NOT NULL UNIQUE,
  state text NOT NULL DEFAULT 'draft',
  total numeric(12, 2) NOT NULL DEFAULT 0,
  issued_at timestamp,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE invoice_lines (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  invoice_id bigint NOT NULL REFERENCES invoices (id) ON DELETE CASCADE,
  owner_id uuid NOT NULL REFERENCES profiles (id),
  label text NOT NULL,
  quantity integer NOT NULL DEFAULT 1,
  price numeric(12, 2) NOT NULL
);
CREATE INDEX invoices_workspace_id ON invoices (workspace_id);
CREATE INDEX invoices_owner_id ON invoices (owner_id);
CREATE INDEX invoice_lines_invoice_id ON invoice_lines (invoice_id);
CREATE INDEX invoice_lines_owner_id ON invoice_lines (owner_id);
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
CREATE POLICY invoices_select_own ON invoices FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY invoices_insert_own ON invoices FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON invoices TO authenticated;
ALTER TABLE invoice_lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY invoice_lines_select_own ON invoice_lines FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY invoice_lines_insert_own ON invoice_lines FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON invoice_lines TO authenticated;
