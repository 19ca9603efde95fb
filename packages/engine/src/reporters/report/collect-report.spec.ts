import { createMemoryProject, type MemoryProject } from '../../../testing/memory/memory-project';
import { EngineError } from '../../errors';
import type { MigrationEvent } from '../../events';
import { collectReport, type ReportEnd } from './collect-report';
import type { Report } from './report';

const at = new Date('2026-01-01T00:00:00.000Z');
const subject = {
  command: 'migrate',
  project: 'api',
  configPath: 'apps/api/pgrestify.config.ts',
  sourceUrl: undefined,
  startedAt: at,
  versions: { engine: '0.1.0', node: '20.19.0' },
};

let project: MemoryProject;

beforeEach(() => {
  project = createMemoryProject();
});

function reportOf(events: readonly MigrationEvent[], end: ReportEnd): Report {
  const collector = collectReport(subject);
  for (const event of events) collector.report(event);
  return collector.derive(end, 7);
}

describe('collectReport', () => {
  it('has every step of a run that failed, with what the server said and where', async () => {
    project.migration('001_a', 'CREATE TABLE a (); CREATE TABLE b ();');
    project.migration('002_b', 'SELECT 1; SELECT 2;');
    project.database.fail({ statement: 'SELECT 2', how: 'error', sqlState: '42601' });
    project.migration('003_c', 'CREATE TABLE c ();');
    const result = await project.migrate();
    const report = reportOf(project.events, { kind: 'result', result });
    expect(report).toMatchObject({
      command: 'migrate',
      environment: 'staging',
      outcome: 'failed',
      isComplete: true,
      runId: 'run-1',
      planHash: expect.stringMatching(/^p/),
      counts: { applied: 1, failed: 1, pending: 1 },
      durationMs: 7,
    });
    expect(report.steps).toMatchObject([
      { id: '001_a', action: 'up', outcome: 'succeeded', statements: 2, attempts: 1 },
      { id: '002_b', outcome: 'failed', statements: 2, error: { code: 'STEP_FAILED', sqlState: '42601' } },
      { id: '003_c', outcome: 'not-run', statements: 1, path: 'apps/api/sql/migrations/003_c/up.sql' },
    ]);
  });

  it('has the plan and the SQL of a dry run, and why a run would be refused', async () => {
    project.migration('001_a', 'CREATE TABLE a ();');
    await project.migrate();
    project.migration('001_a', 'CREATE TABLE edited ();');
    project.migration('002_b', 'CREATE TABLE b ();');
    const result = await project.migrate({ dryRun: true });
    const report = reportOf(project.events, { kind: 'result', result });
    expect(report).toMatchObject({ outcome: 'planned', runId: undefined, refusals: [{ code: 'CHANGED' }] });
    expect(report.steps).toMatchObject([{ id: '002_b', outcome: 'planned', sql: 'CREATE TABLE b ();' }]);
  });

  it('has what a reset would drop, and what one dropped', async () => {
    project = createMemoryProject({ environment: 'development', development: true });
    project.migration('001_a', 'CREATE TABLE a ();');
    await project.migrate();
    const dropped = ['schema public (1 table)'];
    const planned = await project.migrate({ reset: true, confirm: true, dryRun: true });
    expect(reportOf(project.events, { kind: 'result', result: planned })).toMatchObject({
      wouldDrop: dropped,
      dropped: [],
    });
    const result = await project.migrate({ reset: true, confirm: true });
    expect(reportOf(project.events, { kind: 'result', result })).toMatchObject({ dropped });
  });

  it('has the states of a status', async () => {
    project.migration('001_a', 'CREATE TABLE a ();');
    const result = await project.status();
    expect(reportOf([], { kind: 'result', result })).toMatchObject({
      outcome: 'succeeded',
      environment: 'staging',
      migrations: [{ id: '001_a', state: 'pending' }],
    });
  });

  it('has the steps that began when a run ends by an error', async () => {
    project.migration('001_a', 'CREATE TABLE a ();');
    await project.migrate();
    const began = project.events.filter(({ type }) => type !== 'step-finished' && type !== 'run-finished');
    const error = new EngineError('COMMIT_UNKNOWN', 'It is not known.', { hint: 'Run status.' });
    expect(reportOf(began, { kind: 'error', error })).toMatchObject({
      outcome: 'failed',
      isComplete: true,
      error: { code: 'COMMIT_UNKNOWN', hint: 'Run status.' },
      steps: [{ id: '001_a', outcome: 'unfinished' }],
    });
  });

  it.each([
    ['running', { kind: 'running' }, { outcome: 'unfinished', isComplete: false }],
    ['interrupted', { kind: 'interrupted' }, { outcome: 'cancelled', isComplete: false }],
    [
      'cancelled while it waited',
      { kind: 'error', error: new EngineError('CANCELLED', 'Cancelled.') },
      { outcome: 'cancelled', isComplete: true },
    ],
    [
      'ended by a fault of ours',
      { kind: 'error', error: new Error('no') },
      { outcome: 'failed', isComplete: true, error: { code: 'INTERNAL', message: 'Error: no' } },
    ],
  ] as const)('says of one that is %s what it is', (_what, end, expected) => {
    expect(reportOf([], end)).toMatchObject(expected);
  });

  it('keeps a thousand notices, counts the rest, and cuts long ones', () => {
    const notice = { type: 'server-notice', at, id: '001_a', action: 'up', severity: 'NOTICE' } as const;
    const events = Array.from({ length: 1_500 }, () => ({ ...notice, message: 'x'.repeat(10_000) }));
    const { notices, omittedNotices } = reportOf(events, { kind: 'running' });
    expect({ kept: notices.length, omittedNotices, length: notices[0]?.message.length }).toEqual({
      kept: 1_000,
      omittedNotices: 500,
      length: 4_097,
    });
  });
});
