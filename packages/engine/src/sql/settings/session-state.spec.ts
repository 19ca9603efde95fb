import { splitStatements } from '../statements/split-statements';
import { readSessionState } from './session-state';

function stateOf(sql: string) {
  const text = Buffer.from(`${sql};`);
  return readSessionState(text, splitStatements(text).statements[0]);
}

it.each([
  'SET search_path = a',
  'SET SESSION AUTHORIZATION a',
  'RESET ALL',
  'PREPARE p AS SELECT 1',
  'DEALLOCATE p',
  'LISTEN news',
  "SELECT set_config('a.b', 'c', false) AS x, pg_catalog.set_config('d.e', 'f', true)",
  'SELECT pg_advisory_lock(1)',
  "SELECT pg_try_advisory_lock_shared(hashtext('a'))",
])('may be made again in another session: %s', (sql) => {
  expect(stateOf(sql)).toEqual({ kind: 'repeatable' });
});

it.each([
  ['CREATE TEMP TABLE todo AS SELECT 1', 'temporary table', 'todo'],
  ['CREATE LOCAL TEMPORARY TABLE IF NOT EXISTS "To Do" (a int)', 'temporary table', 'To Do'],
  ['CREATE OR REPLACE TEMP VIEW v AS SELECT 1', 'temporary view', 'v'],
  ['CREATE TABLE pg_temp.Todo (a int)', 'table in pg_temp', 'todo'],
  ['SELECT 1 AS a INTO TEMP TABLE todo', 'temporary table', 'todo'],
  ['DECLARE c SCROLL CURSOR WITH HOLD FOR SELECT 1', 'cursor', 'c'],
])('is lost with its session: %s', (sql, what, name) => {
  expect(stateOf(sql)).toEqual({ kind: 'lost', what, name });
});

it.each([
  'SET LOCAL search_path = a',
  'SET CONSTRAINTS ALL DEFERRED',
  "PREPARE TRANSACTION 'x'",
  'DECLARE c CURSOR FOR SELECT 1',
  'CREATE TABLE t (temp int)',
  'SELECT a INTO t FROM b',
  "SELECT set_config('a.b', c, false) FROM t",
  'SELECT pg_advisory_lock(id) FROM t',
])('is none: %s', (sql) => {
  expect(stateOf(sql)).toBeUndefined();
});
