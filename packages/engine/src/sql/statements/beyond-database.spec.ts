import { reachesBeyondDatabase } from './beyond-database';
import { splitStatements } from './split-statements';

function reaches(sql: string): boolean {
  const text = Buffer.from(sql);
  const { statements } = splitStatements(text);
  return statements.some((statement) => reachesBeyondDatabase(text, statement));
}

it.each([
  'CREATE ROLE reporting',
  'create user app password $$x$$',
  'ALTER ROLE app SET work_mem = 1',
  'ALTER USER app RENAME TO b',
  'DROP GROUP IF EXISTS g',
  'DROP OWNED BY app',
  'REASSIGN OWNED BY a TO b',
  "ALTER DATABASE shop SET work_mem = '1MB'",
  'CREATE DATABASE b',
  'DROP TABLESPACE t',
  "ALTER SYSTEM SET work_mem = '1MB'",
  'GRANT a TO b',
  'GRANT a, b, c, d, e, f, g, h, i TO k WITH ADMIN OPTION',
  'REVOKE a FROM "on"',
  'GRANT CONNECT, TEMPORARY ON DATABASE shop TO a',
  'GRANT SET ON PARAMETER work_mem TO a',
  "COMMENT ON DATABASE shop IS 'x'",
  'DO $$ BEGIN CREATE ROLE r; EXCEPTION WHEN duplicate_object THEN NULL; END $$',
  "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET a.b = 1', current_database()); END $$",
  "DO $$ BEGIN EXECUTE format('GRANT %I TO %I', 'a', 'b'); END $$",
])('%s reaches beyond the database', (sql) => {
  expect(reaches(sql)).toBe(true);
});

it.each([
  'CREATE TABLE role (a int)',
  'ALTER TABLE "user" ADD COLUMN role text',
  'CREATE USER MAPPING FOR app SERVER s',
  'ALTER USER MAPPING FOR app SERVER s OPTIONS (SET a $$b$$)',
  'GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER, MAINTAIN ON t TO app',
  'GRANT SELECT (a, b) ON t TO app',
  'GRANT USAGE ON SCHEMA public TO app',
  'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO app',
  "COMMENT ON TABLE t IS 'x'",
  'SET ROLE app',
  "SELECT 'CREATE ROLE r'",
  'DO $$ BEGIN GRANT SELECT ON t TO app; CREATE TABLE t (); END $$',
])('%s does not', (sql) => {
  expect(reaches(sql)).toBe(false);
});
