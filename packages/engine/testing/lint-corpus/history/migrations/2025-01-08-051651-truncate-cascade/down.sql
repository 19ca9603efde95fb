SELECT 1; -- the tags are gone
