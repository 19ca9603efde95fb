CREATE TABLE events (
  id bigint GENERATED ALWAYS AS IDENTITY,
  owner_id uuid NOT NULL REFERENCES profiles (id),
  kind text NOT NULL,
  payload jsonb NOT NULL DEFAULT '{}',
  happened_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, happened_at)
) PARTITION BY RANGE (happened_at);
CREATE INDEX events_owner_id ON events (owner_id);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01 00:00+00') TO ('2025-01-01 00:00+00');
CREATE TABLE events_default PARTITION OF events DEFAULT;
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY events_select_own ON events FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid()));
CREATE POLICY events_insert_own ON events FOR INSERT TO authenticated WITH CHECK (owner_id = (SELECT auth.uid()));
GRANT SELECT, INSERT ON events TO authenticated;
ALTER TABLE events_2024 ENABLE ROW LEVEL SECURITY;
ALTER TABLE events_default ENABLE ROW LEVEL SECURITY;
