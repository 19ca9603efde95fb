SELECT 1; -- what was filled in stays
