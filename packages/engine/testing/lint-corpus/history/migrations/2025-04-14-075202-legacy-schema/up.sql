CREATE SCHEMA legacy;
CREATE TABLE legacy.rates (code text PRIMARY KEY, rate numeric NOT NULL);
