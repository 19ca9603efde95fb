DROP MATERIALIZED VIEW workspace_stats;
