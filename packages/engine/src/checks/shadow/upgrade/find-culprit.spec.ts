import { repeatableOf, setOf } from '../../../../testing/projects/migration-sets';
import { migrationOf } from '../../../../testing/projects/steps';
import { parseScript } from '../../../migrations/units/parse-script';
import type { SchemaDifference } from '../../../schema';
import { findCulprit } from './find-culprit';
import type { UpgradePlan } from './plan-upgrade';

const tables = repeatableOf(
  'schemas/tables.sql',
  'SELECT 1;\nCREATE TABLE IF NOT EXISTS app.users (id int); CREATE TABLE app."Posts" ()',
);
const policies = repeatableOf('schemas/policies.sql', 'CREATE POLICY own ON app.users');
const oldPolicies = repeatableOf('schemas/policies.sql', 'CREATE POLICY mine ON app.users');
const functions = repeatableOf('functions/f.sql', 'CREATE FUNCTION app.gone() RETURNS int');
const view = repeatableOf('repeatable/feed.sql', 'CREATE VIEW app.feed AS SELECT 1', 'after');
const plan: UpgradePlan = {
  before: [
    { file: tables, before: tables },
    { file: policies, before: oldPolicies },
  ],
  versioned: [migrationOf('9-log', 'CREATE TABLE app.log ()')],
  after: [],
  deleted: [functions],
};

it.each<readonly [string, Pick<SchemaDifference, 'id' | 'on'>, string | undefined]>([
  ['the edited script that names it', { id: 'app.users', on: undefined }, 'edited schemas/tables.sql 2:1'],
  ['a name in quotes', { id: 'app."Posts"', on: undefined }, 'edited schemas/tables.sql 2:48'],
  ['the one that names the part', { id: 'own on app.users', on: 'app.users' }, 'edited schemas/policies.sql 1:1'],
  [
    'the one that named the part before',
    { id: 'mine on app.users', on: 'app.users' },
    'edited schemas/policies.sql 1:1',
  ],
  ['a script that is gone', { id: 'app.gone(integer)', on: undefined }, 'deleted functions/f.sql undefined:undefined'],
  ['one that ran before the new migrations', { id: 'app.feed', on: undefined }, 'not-repeated repeatable/feed.sql 1:1'],
  ['a migration', { id: 'app.log', on: undefined }, 'migration 9-log 1:1'],
  ['nobody', { id: 'app.other', on: undefined }, undefined],
])('is %s', (_, object, expected) => {
  const difference: SchemaDifference = { kind: 'table', change: 'changed', severity: 'drift', fields: [], ...object };
  const culprit = findCulprit(difference, plan, setOf([], { after: [view] }), parseScript);
  const told = culprit && `${culprit.how} ${culprit.id} ${culprit.location?.line}:${culprit.location?.column}`;
  expect(told).toBe(expected);
});
