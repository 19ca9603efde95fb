import { readLiteralDirectories, readLiteralEnvironments } from './read-literal-config';
import { scanTokens } from './scan-tokens';

describe('readLiteralEnvironments', () => {
  const readEnvironments = (source: string) => readLiteralEnvironments(scanTokens(source));

  it.each([
    ['an object', 'module.exports = { environments: { development: {}, production: {} } };'],
    ['defineConfig', "export default defineConfig({ environments: { 'development': {}, production: {}, }, });"],
    [
      'functions',
      'export default { environments: { development: () => ({ a: 1 }), async production() { return {}; } } }',
    ],
    [
      'an async method of that name',
      'export default { environments: { development: {}, production: async () => ({}) } }',
    ],
    [
      'comments',
      'export default { /* environments: { a: {} } */ environments: { development: {}, // x: {},\n production: {} } }',
    ],
    [
      'strings with braces',
      ["export default { environments: { development: { url: '}}' }, production: { a: `}", "{'}'}` } } }"].join('$'),
    ],
    [
      'regular expressions',
      'export default { environments: { development: { a: /[}/]"}/g.test(x) }, production: {} } }',
    ],
    ['divisions', 'export default { environments: { development: { a: b / 2, c: (d) / 3 }, production: {} } }'],
    [
      'types',
      "import type { PgrestifyConfig } from '@pgrestify/nx/config';\nconst config: PgrestifyConfig = { environments: { development: {}, production: {} } } satisfies object;\nexport default config;",
    ],
    ['shorthand', 'export default { environments: { development, production } }'],
    ['a throw', "export default { environments: { development: {}, production: {} } };\nthrow new Error('DB_HOST');"],
  ])('reads names out of %s', (_name, source) => {
    expect(readEnvironments(source)).toEqual(['development', 'production']);
  });

  it.each([
    ['a spread', 'export default { environments: { ...base, production: {} } }'],
    ['a computed name', 'export default { environments: { [name]: {} } }'],
    ['a variable', 'export default { environments: all }'],
    ['a shorthand', 'const environments = {}; export default { environments }'],
    ['a later change', 'const c = { environments: { a: {} } }; c.environments.b = {}; export default c;'],
    ['a call in front', 'export default { nested: { environments: { a: {} } } }'],
    ['no mention', 'export default {}'],
    ['a getter', 'export default { environments: { get a() { return {}; } } }'],
    ['an escaped name', 'export default { environments: { "\\u0061": {} } }'],
    ['a file that ends early', 'export default { environments: { a: {'],
    ['nothing', ''],
  ])('is not certain of %s', (_name, source) => {
    expect(readEnvironments(source)).toBeUndefined();
  });
});

describe('readLiteralDirectories', () => {
  const readDirectories = (source: string) => readLiteralDirectories(scanTokens(source));

  it.each([
    [
      "export default { sql: './db', environments: { a: { migrations: { directory: './db/up' } } } }",
      ['./db', './db/up'],
    ],
    ['{ "sql": "db" }', ['db']],
    [
      "export default { environments: { a: () => ({ migrations: { directory: 'up', requireConfirmation: true } }) } }",
      ['up'],
    ],
    ["export default { environments: { a: { service: 'sql' } } }", []],
    ["export default { hooks: { beforeRun: './a.sql', afterEach: false }, environments: { a: {} } }", []],
    ['', []],
  ])('reads the folders that are named: %s', (source, expected) => {
    expect(readDirectories(source)).toEqual(expected);
  });

  it.each([
    ['a directory that is computed', 'export default { environments: { a: { migrations: { directory: x } } } }'],
    ['a hook that is computed', 'export default { hooks: { beforeEach: join(a, b) } }'],
    ['hooks that come from elsewhere', 'export default { hooks: all }'],
    ['a choice', "export default { sql: ci ? 'a' : 'b' }"],
    ['a shorthand', "const sql = './db'; export default { environments: {}, sql }"],
    ['migrations from elsewhere', 'export default { environments: { a: { migrations: shared } } }'],
    ['a spread', 'export default { ...base, environments: {} }'],
    ['an assignment', "module.exports = { environments: {} }; module.exports.sql = './db';"],
  ])('is not certain of %s', (_name, source) => {
    expect(readDirectories(source)).toBeUndefined();
  });
});
