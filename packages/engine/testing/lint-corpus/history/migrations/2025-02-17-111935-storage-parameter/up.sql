ALTER TABLE log_lines SET (autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE log_lines ALTER COLUMN line SET STATISTICS 500;
