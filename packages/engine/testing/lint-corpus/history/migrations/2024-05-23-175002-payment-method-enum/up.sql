CREATE TYPE payment_method AS ENUM ('card', 'transfer');
CREATE TABLE payments (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  invoice_id bigint NOT NULL REFERENCES invoices (id),
  owner_id uuid NOT NULL REFERENCES profiles (id),
  method payment_method NOT NULL,
  amount numeric(12, 2) NOT NULL CHECK (amount > 0),
  reference text,
  paid_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX payments_invoice_id ON payments (invoice_id);
CREATE INDEX payments_owner_id ON payments (owner_id);
ALTER TABLE payments ENABLE ROW LEVEL SECURITY;
CREATE POLICY payments_select_own ON payments FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY payments_insert_own ON payments FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON payments TO authenticated;
