import { setOf } from '../../../testing/projects/migration-sets';
import { migrationOf } from '../../../testing/projects/steps';
import { roleNamer } from './role-namer';

it.each([
  ['a statement', 'CREATE ROLE reader', 'reader', true],
  ['a statement in other letters', 'CREATE ROLE Reader', 'reader', true],
  ['a text', "EXECUTE format('CREATE ROLE %I', 'app.reader')", 'app.reader', true],
  ['a name with quotes', 'CREATE ROLE "Odd ""name"', 'Odd "name', true],
  ['a part of a word', 'CREATE TABLE readers (my_reader int)', 'reader', false],
  ['what only matches as a pattern', "SELECT 'appxreader'", 'app.reader', false],
])('finds the name of a role in scripts: %s', (_case, sql, role, named) => {
  const sets = [setOf([migrationOf('001', 'SELECT 1'), migrationOf('002', sql)])];
  expect(roleNamer({ setup: [], sets, hooks: [] })(role)).toBe(named);
});
