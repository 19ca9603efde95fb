DELETE FROM countries WHERE code IN ('IT', 'ES');
