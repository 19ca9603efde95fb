import type { Settings } from '../../config/settings';
import type { CommandPorts } from '../../run/command';
import { migrate } from '../migrate/migrate';
import { repair } from '../repair/repair';
import { rollback } from '../rollback/rollback';
import { status } from '../status/status';
import { validate } from '../validate/validate';
import { checkOptions } from './check-options';

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
  ])('refuses %s', (_what, options, message) => {
    expect(() => checkOptions('migrate', options)).toThrow(
      expect.objectContaining({ code: 'OPTION_INVALID', message }),
    );
  });

  it('names all that is wrong', () => {
    expect(() => checkOptions('rollback', { setps: 2, dryRun: 1 })).toThrow(
      'Options of rollback: setps: unknown option; did you mean "steps"? dryRun: expected a boolean, got a number.',
    );
  });

  it('takes undefined for absent, and what the command has', () => {
    expect(() => checkOptions('migrate', { dryRun: undefined, to: 20240101, confirm: 'p1', json: true })).not.toThrow();
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
