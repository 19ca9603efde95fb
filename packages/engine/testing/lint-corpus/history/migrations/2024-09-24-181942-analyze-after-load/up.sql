ANALYZE tasks, comments;
