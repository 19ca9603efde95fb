DELETE FROM countries WHERE code IN ('PT', 'NL');
