SELECT 1; -- the same key as before
