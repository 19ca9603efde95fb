SELECT 1 -- one; still one
, 2