TRUNCATE log_lines;
