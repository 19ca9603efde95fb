DROP POLICY projects_read_all ON projects;
CREATE POLICY projects_read_member ON projects FOR SELECT TO authenticated
  USING (EXISTS (SELECT FROM members m WHERE m.workspace_id = projects.workspace_id AND m.profile_id = (SELECT auth.uid())));
