import { scriptOfText } from '../../migrations/script/read-script';
import { parseScript } from '../../migrations/units/parse-script';
import { mayChangeMore } from './changes-data';

it.each([
  ['SELECT 1', false],
  ['SELECT backfill()', true],
  ['SET lock_timeout = 0; LOCK TABLE t; ANALYZE t; NOTIFY pgrst', false],
  ['UPDATE t SET a = 1', true],
  ['DO $$ BEGIN END $$', true],
  ['DROP TABLE IF EXISTS gone; CREATE TABLE IF NOT EXISTS t ()', false],
  ['ALTER SEQUENCE s RESTART', true],
  ['CREATE ROLE r', true],
  ['GRANT SELECT ON t TO r', false],
  ['GRANT a TO b', true],
  ['ALTER SYSTEM SET work_mem = 1', true],
])('of %s: %s', (sql, expected) => {
  expect(mayChangeMore(parseScript(scriptOfText(sql, 'up.sql', 'up')))).toBe(expected);
});
