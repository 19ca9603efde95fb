SELECT 1; -- the lines are gone
