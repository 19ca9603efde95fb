import { splitStatements } from '../statements/split-statements';
import { findOwnSchema } from './own-schema';

function placesIn(sql: string): readonly number[] {
  const text = Buffer.from(sql);
  return findOwnSchema(text, splitStatements(text).statements).map(({ offset }) => offset);
}

describe('findOwnSchema', () => {
  it.each([
    'CREATE SCHEMA pgrestify;',
    'CREATE SCHEMA IF NOT EXISTS "pgrestify" AUTHORIZATION app;',
    'DROP SCHEMA IF EXISTS public, PGRestify CASCADE;',
    'ALTER SCHEMA pgrestify RENAME TO old;',
    'ALTER SCHEMA old RENAME TO pgrestify;',
    "COMMENT ON SCHEMA pgrestify IS 'x';",
    'DROP TABLE IF EXISTS pgrestify.migrations;',
    'ALTER TABLE IF EXISTS ONLY pgrestify.migrations DROP CONSTRAINT migrations_pkey;',
    'CREATE TABLE pgrestify.migrations (id text);',
    'CREATE TABLE app.notes (id text REFERENCES "pgrestify" . migrations);',
    'ALTER TABLE t SET SCHEMA pgrestify;',
    'CREATE VIEW v AS SELECT * FROM pgrestify.migrations;',
    "CREATE FUNCTION pgrestify.refuse() RETURNS int LANGUAGE sql AS 'SELECT 1';",
    'COPY pgrestify.migrations (id) FROM stdin;\na\n\\.\n',
    'INSERT INTO pgrestify.migrations VALUES (1);',
    'UPDATE pgrestify.migrations AS pgrestify SET id = 1;',
    'DELETE FROM pgrestify.migrations;',
    'TRUNCATE pgrestify.migrations;',
    'WITH gone AS (DELETE FROM pgrestify.migrations RETURNING *) SELECT * FROM gone;',
    'SELECT * INTO pgrestify.copy FROM t;',
    'IMPORT FOREIGN SCHEMA public FROM SERVER s INTO pgrestify;',
    'ALTER PUBLICATION p ADD TABLES IN SCHEMA pgrestify;',
    'CREATE EXTENSION citext SCHEMA pgrestify;',
    'SET search_path = pgrestify;',
    "SET LOCAL search_path TO public, 'pgrestify';",
    "SET SCHEMA 'pgrestify';",
    'ALTER ROLE r SET search_path = pgrestify, public;',
    "SELECT pg_catalog.set_config('search_path', 'public, pgrestify', false);",
  ])('finds it in %s', (sql) => {
    expect(placesIn(sql)).toHaveLength(1);
  });

  it.each([
    'CREATE TABLE pgrestify (id int);',
    'ALTER TABLE app.pgrestify ADD COLUMN pgrestify text;',
    'UPDATE pgrestify SET id = pgrestify.id + 1;',
    'INSERT INTO t SELECT pgrestify.id FROM tools AS pgrestify;',
    "INSERT INTO notes VALUES ('DROP SCHEMA pgrestify', 'pgrestify.migrations');",
    '-- DROP SCHEMA pgrestify;\nSELECT 1 /* pgrestify.migrations */;',
    'SELECT * FROM pgrestify.migrations;',
    'WITH m AS (SELECT * FROM pgrestify.migrations) SELECT count(*) FROM m;',
    'GRANT USAGE ON SCHEMA pgrestify TO reader; GRANT SELECT ON pgrestify.migrations TO reader;',
    'SET pgrestify.actor = 1; RESET pgrestify.actor;',
    "ALTER ROLE r SET pgrestify.actor = 'x';",
    "SELECT set_config('app.tool', 'pgrestify', false);",
    'CREATE ROLE pgrestify;',
    'DROP SCHEMA pgrestify_old;',
    'SELECT 1 FROM t WHERE tool = $$pgrestify.migrations$$;',
  ])('finds nothing in %s', (sql) => {
    expect(placesIn(sql)).toEqual([]);
  });

  it('tells each statement by its first mention', () => {
    expect(placesIn('SELECT 1;\nDROP TABLE pgrestify.a, pgrestify.b;\n\nDROP SCHEMA pgrestify;')).toEqual([21, 60]);
  });
});
