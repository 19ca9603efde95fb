import { setOf } from '../../../testing/projects/migration-sets';
import { migrationOf } from '../../../testing/projects/steps';
import type { ErrorReport } from '../../errors';
import { isAdministrators, missingRole, rolesMadeBy } from './missing-role';

const error = (sqlState: string, message: string): ErrorReport => ({
  code: 'STEP_FAILED',
  message,
  hint: undefined,
  location: undefined,
  excerpt: undefined,
  sqlState,
  fields: {},
});

it.each([
  ['42704', 'sql/migrations/1/up.sql:1:1: role "reader" does not exist', 'reader'],
  ['22023', 'role "Odd name" does not exist', 'Odd name'],
  ['42704', 'type "reader" does not exist', undefined],
  ['42501', 'role "reader" does not exist', undefined],
])('reads the role that is missing from %s %s', (sqlState, message, role) => {
  expect(missingRole(error(sqlState, message))).toBe(role);
});

it.each([
  ['CREATE ROLE reader', 'reader'],
  ['create  user\n Reader with login', 'reader'],
  ['CREATE GROUP "Odd ""name"', 'Odd "name'],
  ['DO $$ BEGIN IF NOT EXISTS (SELECT) THEN CREATE ROLE später; END IF; END $$', 'später'],
])('knows who makes a role: %s', (sql, name) => {
  const made = rolesMadeBy([setOf([migrationOf('001', 'GRANT SELECT ON t TO reader'), migrationOf('002', sql)])]);
  expect(made).toEqual([name]);
  expect(isAdministrators(name, made)).toBe(false);
  expect(isAdministrators('somebody', made)).toBe(true);
});

it('takes neither a user mapping nor a role of the server for one', () => {
  expect(rolesMadeBy([setOf([migrationOf('001', 'CREATE USER MAPPING FOR reader SERVER s')])])).toEqual([]);
  expect(isAdministrators('pg_maintain', [])).toBe(false);
});
