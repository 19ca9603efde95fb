SELECT 1; -- the digits are gone
