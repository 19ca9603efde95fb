ALTER TABLE projects ALTER COLUMN code TYPE varchar(12);
