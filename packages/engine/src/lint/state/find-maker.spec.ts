import { scriptOfText } from '../../migrations/script/read-script';
import { parseScript } from '../../migrations/units/parse-script';
import { openMakers, type RanScript } from './find-maker';
import type { StateObject } from './state-rule';

function script(id: string, sql: string): RanScript {
  return { id, parsed: parseScript(scriptOfText(sql, `sql/${id}.sql`, 'up')) };
}

const notes: StateObject = { kind: 'relation', schema: 'app', name: 'notes' };
const place = (own: readonly RanScript[], others: readonly RanScript[] = []) => {
  const maker = openMakers(own, others)(notes);
  return maker && [maker.id, maker.statement?.locate().line];
};

it('finds the last statement that makes it', () => {
  const own = [script('1', 'CREATE TABLE notes ()'), script('2', 'DROP TABLE notes;\nCREATE TABLE notes ()')];
  expect(place(own)).toEqual(['2', 2]);
});

it('prefers the one that names the schema', () => {
  expect(place([script('1', 'CREATE TABLE app.notes ()'), script('2', 'CREATE TABLE notes ()')])).toEqual(['1', 1]);
});

it('finds the first script that names what a statement makes unseen', () => {
  const own = [script('1', 'SELECT 1'), script('2', "DO $$ BEGIN EXECUTE 'CREATE TABLE app.notes ()'; END $$")];
  expect(place(own)).toEqual(['2', undefined]);
});

it('leaves to others what they name, unless the project makes it too', () => {
  const others = [script('theirs', 'CREATE TABLE app.notes ()')];
  expect(place([script('1', 'GRANT SELECT ON app.notes TO anon')], others)).toBeUndefined();
  expect(place([script('1', 'CREATE TABLE IF NOT EXISTS app.notes ()')], others)).toEqual(['1', 1]);
});

it('does not know the place of what nobody names, which is theirs where there are others', () => {
  expect(place([script('1', 'SELECT make_tables()')])).toEqual([undefined, undefined]);
  expect(place([script('1', 'SELECT make_tables()')], [script('theirs', 'SELECT 1')])).toBeUndefined();
});
