DELETE FROM countries WHERE code = 'AT';
