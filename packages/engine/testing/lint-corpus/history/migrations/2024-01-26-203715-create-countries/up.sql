-- What every visitor may read: names of countries, no personal data.
CREATE TABLE countries (
  code text PRIMARY KEY CHECK (char_length(code) = 2),
  name text NOT NULL,
  vat_rate numeric(5, 2) NOT NULL DEFAULT 0
);
ALTER TABLE countries ENABLE ROW LEVEL SECURITY;
-- pgrestify-ignore rls-policy-always-true: names of countries are for everybody
CREATE POLICY countries_read ON countries FOR SELECT TO anon, authenticated USING (true);
GRANT SELECT ON countries TO anon, authenticated;
