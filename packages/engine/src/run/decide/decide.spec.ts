import { emptyHistory, historyOf, rowsOf } from '../../../testing/projects/history-rows';
import { setOf } from '../../../testing/projects/migration-sets';
import { migrationOf } from '../../../testing/projects/steps';
import { testSettings } from '../../../testing/projects/test-settings';
import { guardMigrate } from '../../commands/migrate/guard-migrate';
import type { MigrateOptions } from '../../commands/migrate/migrate.options';
import { planMigrate } from '../../commands/migrate/plan-migrate';
import { withOptions } from '../../config/with-options';
import { parseScript } from '../../migrations/units/parse-script';
import type { Facts } from '../facts/facts';
import { derive } from '../facts/questions';
import type { RunRequest } from '../run-request';
import { decide } from './decide';

const address = { host: 'h', port: 1, user: 'u', password: 'p', database: 'd' };
const [a, b] = ['0001-a', '0002-b'].map((id) => migrationOf(id, `CREATE TABLE "${id}" ();`, `DROP TABLE "${id}";`));

const facts = (changes: Partial<Facts> = {}): Facts => ({
  project: { set: setOf([a, b]), parse: parseScript, pieces: () => [] },
  hooks: {},
  readAtMs: 0,
  history: emptyHistory,
  database: 'u@h:1/d',
  further: {},
  ...changes,
});

function requestOf(options: MigrateOptions = {}, development = true): RunRequest {
  const settings = withOptions(testSettings('/workspace', address, { development }), options);
  return {
    command: 'migrate',
    settings,
    mode: 'run',
    onFailure: 'stop',
    concern: 'pending',
    plan: (from, known) => planMigrate(settings, options, from, known),
    guard: (plan) => guardMigrate(settings, options, plan),
  };
}

const decideOn = (from: Facts, request = requestOf()) => derive(from.further, (known) => decide(request, from, known));

const answers = (answer: unknown) => new Map([['', { answer }]]) as never;

describe('decide', () => {
  it('decides of files and history alone, and asks nothing', () => {
    const { value, wants } = decideOn(facts({ history: historyOf(rowsOf([a])) }));
    expect(value.plan.steps.map(({ id }) => id)).toEqual(['0002-b']);
    expect([value.refusals, value.unconfirmed, wants]).toEqual([[], undefined, []]);
  });

  it('comes to the same twice, hash and all', () => {
    const from = facts();
    expect(decideOn(from)).toEqual(decideOn(from));
  });

  it.each<[string, MigrateOptions, readonly string[]]>([
    ['a backup', { backup: true }, ['backup']],
    ['a reset', { reset: true, confirm: true }, ['contents']],
    ['--verify', { verify: true }, ['examination']],
  ])('asks for %s only what that needs', (_what, options, kinds) => {
    expect(decideOn(facts(), requestOf(options)).wants.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('asks what follows from an answer only when that is known', () => {
    const history = historyOf(rowsOf([a, b]));
    const gone = facts({ history, project: { ...facts().project, set: setOf([a]) } });
    expect(decideOn(gone).wants).toEqual([]);
    const requires = migrationOf('0003-c', '-- pgrestify: requires auth:1\nSELECT 1;');
    const pending = facts({ history, project: { ...facts().project, set: setOf([a, b, requires]) } });
    const { wants } = decideOn(pending, requestOf({ verify: true }));
    expect(wants.map(({ kind, key }) => `${kind} ${key}`)).toEqual(['requirement auth:1']);
  });

  it('refuses for what it was answered', () => {
    const refusal = { code: 'BACKUP_FAILED', message: 'No.', ids: [], hint: 'Do.', waivedBy: undefined } as const;
    const further = { backup: answers({ kind: 'refused', refusal }) };
    const { value, wants } = decideOn(facts({ further }), requestOf({ backup: true }));
    expect([value.refusals, wants]).toEqual([[refusal], []]);
  });

  it('takes a plan as confirmed that somebody said yes to, and no other', () => {
    const request = requestOf({ confirm: undefined }, false);
    const asking = {
      ...request,
      settings: { ...request.settings, migrations: { ...request.settings.migrations, requireConfirmation: true } },
    };
    const first = decideOn(facts(), asking).value;
    expect(first.unconfirmed?.question).toBeDefined();
    const { planHash: confirmed } = first;
    expect(decideOn(facts({ confirmed }), asking).value.unconfirmed).toBeUndefined();
    const other = facts({ confirmed, project: { ...facts().project, set: setOf([a]) } });
    expect(decideOn(other, asking).value.unconfirmed?.refusal.code).toBe('CONFIRMATION_REQUIRED');
  });
});
