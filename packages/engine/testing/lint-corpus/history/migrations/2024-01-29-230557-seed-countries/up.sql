INSERT INTO countries (code, name, vat_rate) VALUES
  ('CH', 'Switzerland', 8.1),
  ('DE', 'Germany', 19),
  ('FR', 'France; DROP TABLE is only a joke here', 20);
UPDATE countries SET name = 'France' WHERE code = 'FR';
