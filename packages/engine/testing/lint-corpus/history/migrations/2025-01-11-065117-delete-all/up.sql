DELETE FROM log_lines;
