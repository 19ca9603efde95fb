copy "T" from STDIN with (format csv) where a > 1; -- data:
1,"a;
\.

SELECT 1;