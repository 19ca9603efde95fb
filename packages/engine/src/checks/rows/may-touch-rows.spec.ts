import { scriptOfText } from '../../migrations/script/read-script';
import { parseScript } from '../../migrations/units/parse-script';
import { mayTouchRows } from './may-touch-rows';

it.each([
  ['CREATE TABLE t (a int)', false],
  ['CREATE TABLE t AS SELECT 1', true],
  ['CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ DELETE FROM t $$', false],
  ['CREATE OR REPLACE VIEW v AS SELECT 1; GRANT SELECT ON v TO anon', false],
  ['CREATE MATERIALIZED VIEW v AS SELECT 1', true],
  ['DROP POLICY p ON t; CREATE POLICY p ON t', false],
  ['CREATE CONSTRAINT TRIGGER x AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()', false],
  ["CREATE TYPE mood AS ENUM ('sad'); COMMENT ON TYPE mood IS 'x'", false],
  ["ALTER TYPE mood ADD VALUE 'ok'", true],
  ['CREATE UNIQUE INDEX i ON t (a)', true],
  ['ALTER TABLE t ADD a int', true],
  ['SELECT f()', true],
  ['DROP TABLE t', true],
  ['SET search_path = app; TRUNCATE t', true],
])('%s: %s', (text, expected) => {
  expect(mayTouchRows(parseScript(scriptOfText(text, 'up.sql', 'up')))).toBe(expected);
});
