MERGE INTO countries c USING (VALUES ('AT', 'Austria', 20::numeric)) AS given (code, name, vat_rate) ON c.code = given.code
  WHEN MATCHED THEN UPDATE SET vat_rate = given.vat_rate
  WHEN NOT MATCHED THEN INSERT VALUES (given.code, given.name, given.vat_rate);
