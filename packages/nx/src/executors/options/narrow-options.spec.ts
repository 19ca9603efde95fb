import { commandDeclarations } from '@pgrestify/engine';
import { type NarrowedOptions, narrowOptions } from './narrow-options';

type Options = Readonly<Record<string, unknown>>;

/** By the options of every command, so that a row says only what was given. */
function narrow(options: Options, own: Options = {}): NarrowedOptions {
  const declared = Object.assign({}, ...Object.values(commandDeclarations).map((command) => command.options));
  return narrowOptions({ options, own, declared });
}

describe('narrowOptions', () => {
  it.each([
    [{ dryRun: true }, { dryRun: true }],
    [
      { dryRun: true, environment: 'production', confirm: true, json: true },
      { dryRun: true, environment: 'production', confirm: true, json: true },
    ],
    [{ force: true, verify: true, outOfOrder: true, all: true }, {}],
    [{ reset: false, dryRun: false }, { dryRun: false }],
    [{ report: 'r.json' }, { report: 'r.json' }],
    [{ backup: true }, { backup: true }],
    [{ backup: false }, {}],
    [
      { docker: true, service: 'db', network: 'backend' },
      { docker: true, service: 'db', network: 'backend' },
    ],
    [{ service: 'db', network: 'backend' }, {}],
    [{ confirm: false }, { confirm: false }],
    [{ environment: undefined }, {}],
  ])('of %j keeps %j', (options, expected) => {
    expect(narrow(options)).toEqual({ mode: 'run', options: expected });
  });

  it.each([
    ['to', 5],
    ['to', 0],
    ['file', 'x.sql'],
    ['reset', true],
    ['redo', true],
    ['rollbackTo', '0'],
    ['baseline', '5'],
    ['test', true],
    ['benchmark', true],
    ['copyFrom', 'production'],
    ['nobodysOption', 1],
    ['includeTestData', true],
    ['confirm', 'p3f9c'],
    ['steps', 3],
    ['lastRun', true],
  ])('only checks when --%s %s was forwarded', (name, value) => {
    expect(narrow({ [name]: value, dryRun: true })).toEqual({
      mode: 'check',
      options: { dryRun: true },
      because: [name],
    });
  });

  it('checks with what the target itself says, and what may be forwarded', () => {
    const own = { includeTestData: true };
    const options = { ...own, to: '5', confirm: true, force: true, waitForDatabase: '1min' };
    expect(narrow(options, own)).toEqual({
      mode: 'check',
      options: { ...own, confirm: true, waitForDatabase: '1min' },
      because: ['to'],
    });
  });

  it('keeps what the target itself says', () => {
    const own = { includeTestData: true, force: true };
    expect(narrow({ ...own, dryRun: true }, own)).toEqual({ mode: 'run', options: { ...own, dryRun: true } });
  });

  it('returns to what the target says where a forwarded option differs', () => {
    expect(narrow({ force: false, verify: true }, { force: true })).toEqual({
      mode: 'run',
      options: { force: true },
    });
  });
});
