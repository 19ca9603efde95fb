DELETE FROM countries WHERE code IN ('CH', 'DE', 'FR');
