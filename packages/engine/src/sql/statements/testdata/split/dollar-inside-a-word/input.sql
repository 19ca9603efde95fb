SELECT a$b$c FROM foo$bar$; SELECT 1 AS x$$;
