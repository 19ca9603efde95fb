import { z } from 'zod';
import fc from '../../../testing/properties';
import { checkShape, listNotBuilt } from './check-shape';
import { environmentShape } from './config.schema';

describe('checkShape', () => {
  it.each([
    ['an unknown key', { databse: {} }, 'databse: unknown key; did you mean "database"?'],
    ['a key far from any', { zzzzzzzz: 1 }, 'zzzzzzzz: unknown key'],
    ['a wrong type', { development: 'yes' }, 'development: expected a boolean, got a string'],
    ['an inner path', { database: { port: true } }, 'database.port: expected a number or a string, got a boolean'],
    ['a wrong word', { database: { ssl: 'on' } }, 'database.ssl: expected a boolean or one of "disable"'],
    ['a wrong duration', { migrations: { lockTimeout: '5 minutes' } }, 'such as "500ms", "5s", "2min"'],
    [
      'a negative duration',
      { migrations: { lockTimeout: -1 } },
      'migrations.lockTimeout: expected a number of at least 0',
    ],
    ['a major that cannot be', { postgres: 99 }, 'postgres: expected an integer of at least 14 and at most 30'],
    ['a major that is too old', { postgres: 13 }, 'postgres: expected an integer of at least 14'],
    ['a fraction of a major', { shadow: { major: 17.5 } }, 'at most 30, got a fraction'],
    ['null', { database: null }, 'database: expected "embedded" or an object, got null'],
    ['an array', { migrations: [] }, 'migrations: expected an object, got an array'],
    [
      'another text for a database',
      { database: 'postgres://u:canary@h/d' },
      'database: expected "embedded" or an object',
    ],
  ])('names the path of %s', (_name, value, expected) => {
    const problems = checkShape(environmentShape, value, '').map(({ path, message }) => `${path}: ${message}`);
    expect(problems).toEqual([expect.stringContaining(expected)]);
    expect(problems.join()).not.toContain('canary');
  });

  it('lists all problems together', () => {
    const value = { a: 1, database: { port: null, hots: 'x' }, development: 1 };
    expect(checkShape(environmentShape, value, 'e').map(({ path }) => path)).toEqual([
      'e.a',
      'e.database.port',
      'e.database.hots',
      'e.development',
    ]);
  });

  it('takes an undefined value for an absent key', () => {
    expect(checkShape(environmentShape, { database: { host: undefined }, nonsense: undefined }, '')).toEqual([]);
  });

  it('accepts exactly what zod accepts by the same JSON Schema', () => {
    const judge = z.fromJSONSchema(JSON.parse(JSON.stringify(environmentShape)));
    const leaf = fc.oneof(
      fc.constantFrom('embedded', 'server', 'docker', 'require', '5s', '0', '2 min', '5', '', 'x'),
      fc.integer({ min: -5, max: 120 }),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.constant(undefined),
      fc.constant([]),
    );
    const keys = ['database', 'migrations', 'shadow', 'development', 'kind', 'major', 'port', 'ssl', 'mode', 'ca'];
    const moreKeys = ['lockTimeout', 'directory', 'backup', 'tenants', 'url', 'toString', 'x'];
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, leaf, fc.dictionary(fc.constantFrom(...keys, ...moreKeys), tie('value'))),
    }));
    fc.assert(
      fc.property(value, (config) => {
        const ours = checkShape(environmentShape, config, '').length === 0;
        expect(ours).toBe(judge.safeParse(dropUndefined(config)).success);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('listNotBuilt', () => {
  it.each([
    [{ targets: true }, ['targets']],
    [{ targets: false }, []],
    [{ database: { kind: 'docker', service: 'postgres' } }, []],
    [{ shadow: { kind: 'docker' }, tenants: ['a'] }, ['tenants']],
    [{ database: 'embedded' }, []],
  ])('of %j is %j', (value, expected) => {
    expect(listNotBuilt(environmentShape, value, '')).toEqual(expected);
  });
});

function dropUndefined(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(kept.map(([key, inner]) => [key, dropUndefined(inner)]));
}
