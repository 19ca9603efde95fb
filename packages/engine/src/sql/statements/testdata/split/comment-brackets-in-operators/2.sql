SELECT 3 +-- ;
4