CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE bookings (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES profiles (id),
  room integer NOT NULL,
  during tstzrange NOT NULL
);
CREATE INDEX bookings_owner_id ON bookings (owner_id);
ALTER TABLE bookings ENABLE ROW LEVEL SECURITY;
CREATE POLICY bookings_select_own ON bookings FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY bookings_insert_own ON bookings FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON bookings TO authenticated;
