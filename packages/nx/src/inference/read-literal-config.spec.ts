import { readLiteralConfig } from './read-literal-config';

describe('readLiteralConfig', () => {
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
    expect(readLiteralConfig(source)).toEqual({ environments: ['development', 'production'], directories: [] });
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
    ['a directory that is computed', 'export default { environments: { a: { migrations: { directory: x } } } }'],
    ['a file that ends early', 'export default { environments: { a: {'],
    ['nothing', ''],
  ])('is not certain of %s', (_name, source) => {
    expect(readLiteralConfig(source)).toBeUndefined();
  });

  it('reads the folders that are named', () => {
    const source = "export default { sql: './db', environments: { a: { migrations: { directory: './db/up' } } } }";
    expect(readLiteralConfig(source)?.directories).toEqual(['./db', './db/up']);
  });
});
