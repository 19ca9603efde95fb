CREATE POLICY notes_update_own ON notes FOR UPDATE TO authenticated
  USING (owner_id = (SELECT auth.uid()))
  WITH CHECK (owner_id = (SELECT auth.uid()) AND id = NEW.id);
