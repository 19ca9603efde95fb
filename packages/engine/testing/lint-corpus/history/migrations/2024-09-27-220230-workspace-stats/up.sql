CREATE MATERIALIZED VIEW workspace_stats AS
  SELECT p.workspace_id, count(*) AS tasks FROM tasks t JOIN projects p ON p.id = t.project_id GROUP BY p.workspace_id;
CREATE UNIQUE INDEX workspace_stats_workspace_id ON workspace_stats (workspace_id);
GRANT SELECT ON workspace_stats TO authenticated;
