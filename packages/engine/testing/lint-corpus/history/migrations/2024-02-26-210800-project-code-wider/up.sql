-- varchar(12) to varchar(40) keeps the rows as they are.
ALTER TABLE projects ALTER COLUMN code TYPE varchar(40);
