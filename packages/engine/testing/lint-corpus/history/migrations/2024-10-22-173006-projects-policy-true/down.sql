DROP POLICY projects_read_all ON projects;
