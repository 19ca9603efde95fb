DROP POLICY projects_read_member ON projects;
CREATE POLICY projects_read_all ON projects FOR SELECT TO authenticated USING (true);
