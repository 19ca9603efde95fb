CREATE TABLE announcements (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  body text NOT NULL
);
ALTER TABLE announcements ENABLE ROW LEVEL SECURITY;
CREATE POLICY announcements_read ON announcements FOR SELECT TO authenticated USING (body <> '');
