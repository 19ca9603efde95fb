-- a; b
SELECT 1 -- one; still one
, 2;
SELECT 3; -- the end; is near
