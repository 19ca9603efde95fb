import { repeatableOf, setOf } from '../../../testing/projects/migration-sets';
import { migrationOf } from '../../../testing/projects/steps';
import { EngineError } from '../../errors';
import { parseScript } from '../../migrations/units/parse-script';
import { deriveStateKeys, type StateBasis } from './state-keys';

const [one, two, three] = [
  migrationOf('001', 'SELECT 1', 'SELECT 1'),
  migrationOf('002', 'SELECT 2', 'SELECT 2'),
  migrationOf('003', 'SELECT 3'),
];
const schema = repeatableOf('schemas/s.sql', 'SELECT 4', 'before');
const required = { project: 'auth', set: setOf([one], { after: [schema] }) };
const basis: StateBasis = {
  engineVersion: '1.0.0',
  project: 'api',
  environment: 'development',
  major: 18,
  databaseName: 'api',
  otherDatabaseNames: ['blog'],
  roles: [],
  setup: [],
  madeRoles: [],
  timeouts: { lockTimeoutMs: 5_000, statementTimeoutMs: 0 },
  before: [schema],
  hooks: {},
  required: [required],
};
const keys = deriveStateKeys(basis, [one, two, three]);

/** How many of the states of the three migrations are also states on the way to these. */
const shared = (versioned: readonly ReturnType<typeof migrationOf>[]) => {
  const others = deriveStateKeys(basis, versioned);
  return keys.filter((key) => others.includes(key)).length;
};

it('names the state before the first migration and the one after each', () => {
  expect(new Set(keys).size).toBe(4);
  expect(keys.every((key) => /^[0-9a-f]{64}$/.test(key))).toBe(true);
});

it.each([
  ['a new migration at the end', [one, two, three, migrationOf('004', 'SELECT 4')], 4],
  ['the last one gone', [one, two], 3],
  ['an edited up', [one, migrationOf('002', 'SELECT 0', 'SELECT 2'), three], 2],
  ['an edited down', [one, migrationOf('002', 'SELECT 2', 'SELECT 0'), three], 2],
  ['a down that is new', [one, two, migrationOf('003', 'SELECT 3', 'SELECT 3')], 3],
  ['another id', [migrationOf('000', 'SELECT 1', 'SELECT 1'), two, three], 1],
  ['another order', [two, one, three], 1],
])('shares the states before what differs: %s', (_, versioned, expected) => {
  expect(shared(versioned)).toBe(expected);
});

it.each<readonly [string, Partial<StateBasis>]>([
  ['the engine', { engineVersion: '1.0.1' }],
  ['the project', { project: 'shop' }],
  ['the environment', { environment: 'staging' }],
  ['the server', { major: 17 }],
  ['the database', { databaseName: 'shop' }],
  ['the other databases', { otherDatabaseNames: [] }],
  ['a timeout', { timeouts: { lockTimeoutMs: 5_000, statementTimeoutMs: 1 } }],
  ['a script that comes before', { before: [repeatableOf('schemas/s.sql', 'SELECT 0', 'before')] }],
  ['a required project', { required: [{ project: 'auth', set: setOf([two], { after: [schema] }) }] }],
  ['a hook', { hooks: { beforeEach: parseScript(schema.script) } }],
  ['a hook of a required project', { required: [{ ...required, hooks: { afterRun: parseScript(schema.script) } }] }],
  ['the order of required projects', { required: [{ project: 'x', set: setOf([]) }, ...basis.required] }],
])('shares no state with another that differs in %s', (_, change) => {
  const others = deriveStateKeys({ ...basis, ...change }, [one, two, three]);
  expect(keys.filter((key) => others.includes(key))).toEqual([]);
});

it('tells a required migration whose down cannot be read, which is passed over, from one that runs', () => {
  const unreadable = () => {
    throw new EngineError('FILE_ENCODING', 'not UTF-8');
  };
  const passedOver = [{ project: 'auth', set: setOf([{ ...one, down: unreadable }], { after: [schema] }) }];
  expect(deriveStateKeys({ ...basis, required: passedOver }, [])).not.toEqual(keys.slice(0, 1));
});
