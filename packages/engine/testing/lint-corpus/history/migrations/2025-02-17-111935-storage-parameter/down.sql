ALTER TABLE log_lines RESET (autovacuum_vacuum_scale_factor);
ALTER TABLE log_lines ALTER COLUMN line SET STATISTICS -1;
