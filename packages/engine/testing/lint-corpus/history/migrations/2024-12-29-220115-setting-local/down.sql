SELECT 1; -- nobody can tell which were new
