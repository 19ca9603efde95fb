DELETE FROM log_lines WHERE written_at < '2023-01-01';
