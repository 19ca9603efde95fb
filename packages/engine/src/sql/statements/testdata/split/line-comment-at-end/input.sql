SELECT 1;
-- the last line