CREATE TABLE "Order Items" (
  "Id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES profiles (id),
  "select" text
);
CREATE INDEX "Order Items Owner" ON "Order Items" (owner_id);
ALTER TABLE "Order Items" ENABLE ROW LEVEL SECURITY;
CREATE POLICY order_items_select_own ON "Order Items" FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY order_items_insert_own ON "Order Items" FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON "Order Items" TO authenticated;
