CREATE POLICY notes_read_public ON notes FOR SELECT TO authenticated
  USING (true)
  WITH CHECK (false);
