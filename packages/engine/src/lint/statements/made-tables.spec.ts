import { scriptOfText } from '../../migrations/script/read-script';
import { parseScript } from '../../migrations/units/parse-script';
import { collectMadeTables } from './made-tables';

const made = (...scripts: readonly string[]) =>
  collectMadeTables(
    scripts.map((text, index) => ({ id: `${index + 1}`, script: parseScript(scriptOfText(text, 'up.sql', 'up')) })),
  ).map(({ id, schema, name }) => `${id} ${schema ?? ''}.${name}`);

describe('collectMadeTables', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    [
      'plain ones, in all scripts',
      ['CREATE TABLE a (); CREATE UNLOGGED TABLE B ()', 'CREATE TABLE s."C d" ()'],
      ['1 .a', '1 .b', '2 s.C d'],
    ],
    [
      'none that may be there',
      ['CREATE TABLE IF NOT EXISTS a (); CREATE TEMP TABLE b (); CREATE TABLE c ()'],
      ['1 .c'],
    ],
    [
      'none that was dropped before',
      ['DROP TABLE IF EXISTS a, b CASCADE; CREATE TABLE a (); DROP VIEW c; CREATE TABLE c ()'],
      [],
    ],
    ['none twice', ['CREATE TABLE a ()', 'DROP TABLE a; CREATE TABLE a ()'], ['1 .a']],
    ['none behind a rename', ['CREATE TABLE a (); ALTER TABLE b RENAME TO c; CREATE TABLE b ()'], ['1 .a']],
    ['none behind a dropped schema', ['DROP SCHEMA s CASCADE; CREATE SCHEMA s; CREATE TABLE s.a ()'], []],
    ['none behind a block that may drop', ["DO $$ BEGIN EXECUTE 'DROP TABLE a'; END $$; CREATE TABLE a ()"], []],
    [
      'one behind a harmless block',
      ['DO $$ BEGIN CREATE TYPE e AS ENUM (); EXCEPTION WHEN others THEN NULL; END $$; CREATE TABLE a ()'],
      ['1 .a'],
    ],
    [
      'only qualified ones behind a search path',
      ['SET search_path = s; CREATE TABLE a (); CREATE TABLE s.b ()', 'CREATE TABLE c ()'],
      ['1 s.b', '2 .c'],
    ],
  ])('finds %s', (_what, scripts, expected) => {
    expect(made(...scripts)).toEqual(expected);
  });
});
