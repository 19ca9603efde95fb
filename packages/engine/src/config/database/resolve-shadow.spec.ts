import { isSameAddress, readServerAddress, resolveShadow, type ShadowConfig } from './resolve-shadow';

const server = (environment: string, host: string, port = 5432, development = false) => ({
  environment,
  development,
  address: { host, port },
});

const surroundings = {
  projectRootPath: '/ws/apps/api',
  servers: [server('production', 'db.example.com'), server('development', 'localhost', 5432, true), server('ci', 'ci')],
  env: {},
  readText: () => undefined,
};

const resolve = (ofFile: ShadowConfig, ofEnvironment: ShadowConfig = {}) =>
  resolveShadow(ofFile, ofEnvironment, surroundings);

const serverOf = (ofFile: ShadowConfig, ofEnvironment: ShadowConfig = {}) => {
  const resolved = resolve(ofFile, ofEnvironment);
  return resolved.ok ? resolved.shadow.server : resolved.problems;
};

const url = 'postgres://ci:secret@shadows.example.com:5433';

describe('where shadows are made', () => {
  it.each<[string, ShadowConfig, ShadowConfig, object]>([
    ['the embedded server', {}, {}, { kind: 'embedded' }],
    [
      'a server',
      { kind: 'url', url },
      {},
      { kind: 'url', database: { host: 'shadows.example.com', port: 5433, user: 'ci', password: 'secret' } },
    ],
    [
      'an image',
      { kind: 'docker', image: 'postgis/postgis' },
      {},
      { source: { kind: 'image', name: 'postgis/postgis' } },
    ],
    ['a service', { kind: 'docker', service: 'db' }, {}, { source: { kind: 'service', name: 'db' } }],
    ['what the environment says in its place', { kind: 'url', url }, { kind: 'embedded' }, { kind: 'embedded' }],
    ['another url of the environment', { kind: 'url', url }, { url: 'postgres://a@b' }, { database: { host: 'b' } }],
    ['a variable that is not set', { kind: 'url', url: undefined }, {}, { kind: 'unset', path: 'shadow.url' }],
    ['an empty variable', { kind: 'docker', image: '' }, {}, { kind: 'unset', path: 'shadow.image' }],
  ])('is %s', (_, ofFile, ofEnvironment, expected) => {
    expect(serverOf(ofFile, ofEnvironment)).toMatchObject(expected);
  });

  it.each<[ShadowConfig, string, string]>([
    [{ kind: 'url' }, 'shadow.url', 'missing: the server to make databases on'],
    [{ url }, 'shadow.url', "only a shadow of kind: 'url' has this"],
    [{ kind: 'docker', image: 'a', allow: ['ci'] }, 'shadow.allow', "only a shadow of kind: 'url' has this"],
    [{ kind: 'url', url, image: 'a' }, 'shadow.image', "only a shadow of kind: 'docker' has this"],
    [{ kind: 'docker' }, 'shadow.image', 'missing: the image of a PostgreSQL server, or `service` of the compose file'],
    [{ kind: 'docker', image: 'a', service: 'b' }, 'shadow.service', 'image says this already'],
    [{ kind: 'url', url: 'shadows.example.com' }, 'shadow.url', 'does not begin with postgres://'],
    [{ kind: 'url', url: 'postgres://shadows.example.com' }, 'shadow.username', 'missing, and PGUSER is not set'],
  ])('%j is a problem', (config, path, message) => {
    expect(serverOf(config)).toEqual([{ path, message: expect.stringContaining(message) }]);
  });
});

describe('a server that environments have too', () => {
  it.each<[string, ShadowConfig['allow'], readonly string[]]>([
    ['postgres://a@DB.example.com./', undefined, ['production']],
    ['postgres://a@db.example.com:5433/', undefined, []],
    ['postgres://a@db.example.com/', ['production'], []],
    ['postgres://a@127.0.0.1/', undefined, []],
    ['postgres://a@ci/other', ['production'], ['ci']],
  ])('%s with allow %j is shared with %j', (shared, allow, expected) => {
    const config = { kind: 'url', url: shared, ...(allow && { allow }) } as const;
    expect(serverOf(config)).toMatchObject({ sharedWith: expected });
  });

  it.each([
    ['localhost', '127.0.0.1', true],
    ['LOCALHOST', '::1', true],
    ['/var/run/postgresql', '/var/run/PostgreSQL', false],
    ['a.example.com', 'b.example.com', false],
  ])('%s and %s are one: %s', (one, other, same) => {
    expect(isSameAddress({ host: one, port: 5432 }, { host: other, port: 5432 })).toBe(same);
  });

  it.each<[Parameters<typeof readServerAddress>[0], object | undefined]>([
    [{ url: 'postgres://a@b:1/c' }, { host: 'b', port: 1 }],
    [
      { host: 'b', port: '2' },
      { host: 'b', port: 2 },
    ],
    [{ database: 'c' }, { host: 'of-env', port: 5432 }],
    [{ url: undefined }, { host: 'of-env', port: 5432 }],
    ['embedded', undefined],
    [{ kind: 'docker', service: 'db' }, undefined],
    [undefined, undefined],
  ])('%j is at %j', (config, expected) => {
    expect(readServerAddress(config, { PGHOST: 'of-env' })).toEqual(expected);
  });
});

it('setup files are relative to the project, and those of the environment replace those of the file', () => {
  const paths = (ofFile: ShadowConfig, ofEnvironment?: ShadowConfig) => {
    const resolved = resolve(ofFile, ofEnvironment);
    return resolved.ok && resolved.shadow.setupPaths;
  };
  expect(paths({ setup: ['shadow/auth.sql', '../../shared.sql'] })).toEqual([
    '/ws/apps/api/shadow/auth.sql',
    '/ws/shared.sql',
  ]);
  expect(paths({ setup: ['a.sql'] }, { setup: [] })).toEqual([]);
});
