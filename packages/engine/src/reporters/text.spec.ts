import type { ErrorReport } from '../errors';
import type { MigrationEvent } from '../events';
import { describeEvent, textReporter } from './text';

const at = new Date('2026-01-01T00:00:00.000Z');
const ofStep = { at, id: '001_a', action: 'up' } as const;
const none = { applied: 0, rolledBack: 0, recorded: 0, skipped: 0, failed: 0, pending: 0 };
const counts = { ...none, notUndone: 0, stillApplied: 0 };
const finished = {
  type: 'run-finished',
  at,
  project: 'api',
  durationMs: 65_000,
  planHash: 'p3f9c',
  refusals: 0,
  counts,
} as const;
const blocker = {
  pid: 7,
  application: 'reporting',
  user: 'ann',
  query: 'SELECT *\n  FROM t',
  ageMs: 90_000,
  lock: 'AccessShareLock on t',
};
const error: ErrorReport = {
  code: 'STEP_FAILED',
  message: 'up.sql:3:8: syntax error.',
  hint: 'Correct the script.',
  location: { path: 'up.sql', line: 3, column: 8 },
  excerpt: '3 | CREATE TABEL\n  |        ^',
  sqlState: '42601',
  fields: {},
};
const until = new Date('2026-01-01T00:02:00.000Z');
const longQuery = `SELECT ${'x'.repeat(100)}`;
const retrying = { ...ofStep, type: 'step-retrying', attempt: 2, delayMs: 300, retryUntil: until } as const;
const refusal = { code: 'CHANGED', message: 'Checksum changed.', ids: ['001_a'], hint: 'Restore the file.' } as const;

describe('describeEvent', () => {
  it.each<[MigrationEvent, string]>([
    [
      { type: 'run-started', at, command: 'migrate', project: 'api', environment: 'staging', database: 'u@h:1/d' },
      'migrate api, environment staging, database u@h:1/d',
    ],
    [
      {
        type: 'lock-waiting',
        at,
        waitedMs: 0,
        holder: { pid: 7, application: 'pgrestify web', user: 'ann', client: '10.0.0.1', since: at },
      },
      '  waiting      for the run lock, held by pgrestify web (pid 7, user ann, from 10.0.0.1) since 2026-01-01T00:00:00.000Z',
    ],
    [
      {
        type: 'lock-waiting',
        at,
        waitedMs: 0,
        holder: { pid: 7, application: '', user: 'ann', client: '10.0.0.1', clientHost: 'ci-3', since: undefined },
      },
      '  waiting      for the run lock, held by a session (pid 7, user ann, from 10.0.0.1 (ci-3))',
    ],
    [
      { type: 'lock-waiting', at, waitedMs: 0, holder: undefined },
      '  waiting      for the run lock, held by another runner',
    ],
    [
      { type: 'reset-planned', at, dropped: ['schema public (2 tables)', 'all of project shop, with its history'] },
      '  would drop   schema public (2 tables)\n               all of project shop, with its history',
    ],
    [{ type: 'reset-planned', at, dropped: [] }, '  would reset  an empty database'],
    [
      { type: 'database-waiting', at, database: 'u@h:1/d', error, waitForMs: 60_000 },
      '  waiting      up to 1 min 0 s for the database: up.sql:3:8: syntax error.',
    ],
    [{ type: 'database-connected', at, database: 'u@h:1/d', waitedMs: 4_200 }, '  connected    after 4.2 s'],
    [{ type: 'database-created', at, database: 'shop' }, '  created      database shop'],
    [{ type: 'lock-acquired', at, waitedMs: 12_340, runId: 'run-1' }, '  lock         acquired after 12.3 s'],
    [{ type: 'notice-raised', at, severity: 'warning', message: 'Ahead.', ids: [] }, '  warning      Ahead.'],
    [
      { type: 'run-refused', at, project: 'api', refusals: [{ ...refusal, waivedBy: '--redo' }] },
      '  refused      CHANGED: Checksum changed.\n               hint: Restore the file. (--redo waives this)',
    ],
    [
      { ...ofStep, type: 'step-planned', path: 'up.sql', mode: 'transactional', sql: 'SELECT 1;\n\nSELECT 2;\n' },
      '  would run    up.sql (up, transactional)\n    SELECT 1;\n\n    SELECT 2;',
    ],
    [{ ...ofStep, type: 'statement-finished', done: 2, total: 5 }, '  progress     001_a: 2 of 5'],
    [{ ...ofStep, type: 'statement-finished', done: 1, total: 0 }, '  progress     001_a: 1 statement'],
    [{ ...ofStep, type: 'server-notice', severity: 'NOTICE', message: 'hello' }, '  notice       001_a: hello'],
    [
      { ...ofStep, type: 'step-waiting', blockers: [blocker], waitersBehind: 0, retryUntil: until },
      '  blocked      001_a (tried again until 2026-01-01T00:02:00Z) by reporting (pid 7, user ann, for 1 min 30 s, AccessShareLock on t): SELECT * FROM t',
    ],
    [
      { ...ofStep, type: 'step-waiting', blockers: [{ ...blocker, query: longQuery }], waitersBehind: 0 },
      `  blocked      001_a by reporting (pid 7, user ann, for 1 min 30 s, AccessShareLock on t): ${longQuery.slice(0, 79)}…`,
    ],
    [
      { ...retrying, error, blockers: [], waitersBehind: 0 },
      '  retrying     001_a in 300 ms, attempt 2, until 2026-01-01T00:02:00Z: up.sql:3:8: syntax error.',
    ],
    [
      { ...retrying, error, blockers: [blocker], waitersBehind: 0 },
      [
        '  retrying     001_a in 300 ms, attempt 2, until 2026-01-01T00:02:00Z: up.sql:3:8: syntax error.',
        '  blocked      001_a by reporting (pid 7, user ann, for 1 min 30 s, AccessShareLock on t): SELECT * FROM t',
      ].join('\n'),
    ],
    [
      { ...retrying, error: { ...error, code: 'LOCK_TIMEOUT' }, blockers: [blocker], waitersBehind: 3 },
      '  blocked      001_a (tried again until 2026-01-01T00:02:00Z, 3 sessions behind it) by reporting (pid 7, user ann, for 1 min 30 s, AccessShareLock on t): SELECT * FROM t',
    ],
    [{ ...ofStep, type: 'step-finished', durationMs: 12 }, '  applied      001_a  12 ms'],
    [{ ...ofStep, action: 'down', type: 'step-finished', durationMs: 12 }, '  rolled back  001_a  12 ms'],
    [
      { ...ofStep, type: 'step-failed', durationMs: 12, error },
      [
        '  failed       001_a  12 ms',
        'STEP_FAILED: up.sql:3:8: syntax error.',
        '3 | CREATE TABEL',
        '  |        ^',
        'hint: Correct the script.',
      ].join(`\n${' '.repeat(15)}`),
    ],
    [{ ...ofStep, type: 'step-skipped', reason: 'it requires 000' }, '  skipped      001_a: it requires 000'],
    [
      { ...finished, outcome: 'failed', counts: { ...counts, rolledBack: 1, failed: 1, pending: 2, stillApplied: 2 } },
      'Failed: 1 rolled back, 1 failed, 2 still applied in 1 min 5 s.',
    ],
    [
      { ...finished, outcome: 'succeeded', counts: { ...counts, rolledBack: 1, skipped: 2, notUndone: 2 } },
      'Done: 1 rolled back, 2 not undone, still applied in 1 min 5 s.',
    ],
    [{ ...finished, outcome: 'succeeded', counts: { ...counts, applied: 2 } }, 'Done: 2 applied in 1 min 5 s.'],
    [{ ...finished, outcome: 'nothing-to-do' }, 'Nothing to do.'],
    [{ ...finished, outcome: 'planned' }, 'Dry run: nothing was written. The plan is p3f9c.'],
    [
      { ...finished, outcome: 'planned', refusals: 1 },
      'Dry run: nothing was written. A run would be refused. The plan is p3f9c.',
    ],
    [{ ...finished, outcome: 'refused' }, 'Refused: nothing was run.'],
    [
      {
        ...finished,
        outcome: 'failed',
        counts: { ...counts, applied: 1, skipped: 1, failed: 1, pending: 3 },
      },
      'Failed: 1 applied, 1 skipped, 1 failed, 3 still pending in 1 min 5 s.',
    ],
    [{ ...finished, outcome: 'cancelled' }, 'Cancelled: nothing changed in 1 min 5 s.'],
  ])('says %j in lines for a person', (event, text) => {
    expect(describeEvent(event)).toBe(text);
  });

  it.each<MigrationEvent>([
    { type: 'lock-acquired', at, waitedMs: 3, runId: 'run-1' },
    { ...ofStep, type: 'step-started', index: 0, total: 1, path: 'up.sql', mode: 'transactional' },
  ])('says nothing of what a person need not see: %j', (event) => {
    expect(describeEvent(event)).toBeUndefined();
  });
});

describe('textReporter', () => {
  it('ends each line', () => {
    const written: string[] = [];
    const reporter = textReporter((text) => written.push(text));
    reporter.report({ ...ofStep, type: 'step-finished', durationMs: 12 });
    reporter.report({ type: 'lock-acquired', at, waitedMs: 3, runId: 'run-1' });
    expect(written).toEqual(['  applied      001_a  12 ms\n']);
  });

  it('names the project of refusals and ends where there are several', () => {
    const written: string[] = [];
    const reporter = textReporter((text) => written.push(text), 'several');
    reporter.report({ type: 'run-refused', at, project: 'api', refusals: [{ ...refusal, waivedBy: undefined }] });
    reporter.report({ ...finished, outcome: 'refused' });
    expect(written).toEqual([
      '  refused      api: CHANGED: Checksum changed.\n               hint: Restore the file.\n',
      'api: Refused: nothing was run.\n',
    ]);
  });
});
