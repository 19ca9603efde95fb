import { runInNewContext } from 'node:vm';
import { createMemoryProject } from '../../../testing/memory/memory-project';
import type { Settings } from '../../config/settings';
import { optionText } from '../../option-text';
import type { CommandPorts } from '../../run/command';
import { migrate } from '../migrate/migrate';
import { type MigrateOptions, migrateOptions } from '../migrate/migrate.options';
import { repair } from '../repair/repair';
import { rollback } from '../rollback/rollback';
import { rollbackOptions } from '../rollback/rollback.options';
import { status } from '../status/status';
import { validate } from '../validate/validate';
import { checkOptions } from './check-options';

const { settings } = createMemoryProject();
const inherits = 'Options of migrate: expected a plain object, got one that inherits.';

// What a caller without types may pass.
const anything = (options: unknown) => options as never;

describe('checkOptions', () => {
  it.each([
    ['another case', { dryrun: true }, 'Options of migrate: dryrun: unknown option; did you mean "dryRun"?'],
    [
      'a flag of the command line',
      { 'dry-run': true },
      'Options of migrate: dry-run: unknown option; did you mean "dryRun"?',
    ],
    ['a name that is like none', { simulate: true }, 'Options of migrate: simulate: unknown option.'],
    ['one of another command', { steps: 1 }, 'Options of migrate: steps: unknown option.'],
    ['an alias of Nx', { n: true }, 'Options of migrate: n: unknown option; did you mean "to"?'],
    ['a text for a boolean', { dryRun: 'true' }, 'Options of migrate: dryRun: expected a boolean, got a string.'],
    ['null', { to: null }, 'Options of migrate: to: expected a string or a number, got null.'],
    ['an object', { to: { version: 1 } }, 'Options of migrate: to: expected a string or a number, got an object.'],
    ['a list', { alsoReset: ['a'] }, 'Options of migrate: alsoReset: expected a string, got an array.'],
    ['no object', 'dryRun', 'Options of migrate: expected an object, got a string.'],
    ['nothing', undefined, 'Options of migrate: expected an object, got nothing.'],
    ['null for them all', null, 'Options of migrate: expected an object, got null.'],
    ['a list for them all', [{ dryRun: true }], 'Options of migrate: expected an object, got an array.'],
    ['no number', { to: Number.NaN }, 'Options of migrate: to: expected a string or a number, got NaN.'],
    [
      'a number without end',
      { to: Number.POSITIVE_INFINITY },
      'Options of migrate: to: expected a string or a number, got Infinity.',
    ],
    ['a name of every object', { toString: true }, 'Options of migrate: toString: unknown option.'],
    ['a prototype as a key', JSON.parse('{"__proto__": {}}'), 'Options of migrate: __proto__: unknown option.'],
    ['what is inherited', Object.create({ dryRun: true }), inherits],
    ['an object of a class', new (class Options {})(), inherits],
  ])('refuses %s', (_what, options, message) => {
    expect(() => checkOptions(migrateOptions, options, settings)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', message }),
    );
  });

  it.each([0, -1, 1.5, 1e9, '2'])('refuses %p steps', (steps) => {
    expect(() => checkOptions(rollbackOptions, { steps }, settings)).toThrow(
      'steps: expected an integer of at least 1 and at most 1000000',
    );
  });

  it('names all that is wrong', () => {
    expect(() => checkOptions(rollbackOptions, { setps: 2, dryRun: 1 }, settings)).toThrow(
      'Options of rollback: setps: unknown option; did you mean "steps"? dryRun: expected a boolean, got a number.',
    );
  });

  it.each([
    ['nothing', {}],
    ['no prototype', Object.create(null)],
    ['an object of another realm', runInNewContext('({ dryRun: true })')],
  ])('takes %s', (_what, options) => {
    expect(() => checkOptions(migrateOptions, options, settings)).not.toThrow();
  });

  it('takes undefined for absent, and what the command has', () => {
    expect(() =>
      checkOptions(migrateOptions, { dryRun: undefined, to: 20240101, confirm: 'p1', json: true }, settings),
    ).not.toThrow();
  });
});

describe('an option that settings decide', () => {
  const server = { ...settings, environment: 'staging' };
  const docker: Settings = {
    ...server,
    database: {
      kind: 'docker',
      source: { kind: 'service', name: 'db' },
      network: 'backend',
      port: 5432,
      database: undefined,
      user: undefined,
      password: undefined,
      createDatabase: true,
    },
  };
  const embedded: Settings = { ...server, database: { kind: 'embedded', major: 18, databaseName: 'api' } };
  const ofContainer: Settings = {
    ...docker,
    database: { ...docker.database, source: { kind: 'container', name: 'db' } } as Settings['database'],
  };

  it.each<[string, Settings, MigrateOptions]>([
    ['another environment', server, { environment: 'production' }],
    ['no environment', server, { environment: '' }],
    ['a container', server, { docker: true }],
    ['a service', server, { service: 'db' }],
    ['a network', server, { network: 'backend' }],
    ['another service', docker, { docker: true, service: 'postgres' }],
    ['a service in place of a container', ofContainer, { docker: true, service: 'db' }],
    ['another network', docker, { docker: true, network: 'frontend' }],
    ['a new database', server, { createDatabase: true }],
    ['no new database', docker, { createDatabase: false }],
    ['another patience', server, { waitForDatabase: '7s' }],
    ['no duration', server, { waitForDatabase: 'soon' }],
  ])('is refused when they were resolved without it: %s', (_what, of, options) => {
    const [name = ''] = Object.keys(options).slice(-1);
    expect(() => checkOptions(migrateOptions, options, of)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', message: expect.stringContaining(optionText(name)) }),
    );
  });

  it.each<[string, Settings, MigrateOptions]>([
    ['of a server', server, { environment: 'staging', docker: false, createDatabase: false }],
    ['of a container', docker, { docker: true, service: 'db', network: 'backend', createDatabase: true }],
    ['of a server in a container that the config says', docker, { docker: false }],
    ['of an embedded server', embedded, { createDatabase: true }],
    ['as a duration', server, { waitForDatabase: server.migrations.waitForDatabaseMs }],
  ])('passes when they say so: %s', (_what, of, options) => {
    expect(() => checkOptions(migrateOptions, options, of)).not.toThrow();
  });
});

it.each([
  ['migrate', migrate],
  ['rollback', rollback],
  ['repair', repair],
  ['status', status],
  ['validate', validate],
])('%s asks for it before anything else', async (_name, command) => {
  const never = new Proxy(
    {},
    {
      get: () => {
        throw new Error('nothing is looked at');
      },
    },
  );
  const run = command(never as Settings, anything({ dryrun: true }), never as CommandPorts);
  await expect(run).rejects.toMatchObject({ code: 'OPTION_INVALID' });
});
