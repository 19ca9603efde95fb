import type { Measurement, RehearsalResult } from '../../rehearsal/rehearsal';
import { collectReport } from './collect-report';
import { renderReport } from './render-report';
import type { Report } from './report';
import type { ReportKind } from './report-path';

const kinds: readonly ReportKind[] = ['json', 'markdown', 'html', 'junit'];
const measured: Measurement = {
  locks: [
    { table: 'public.users', mode: 'AccessExclusiveLock' },
    { table: 'public.read_only', mode: 'AccessShareLock' },
  ],
  rewrites: [{ relation: 'public.users', kind: 'table', bytesBefore: 85_000_000, bytesAfter: 90_000_000 }],
  scans: [{ table: 'public.users', scans: 2, rowsRead: 1_400_000, bytes: 85_000_000 }],
  changed: [],
  dropped: [],
  growthBytes: 5_000_000,
  peakBytes: 90_000_000,
};
const error = {
  code: 'STEP_FAILED' as const,
  message: 'no column "ago" <here>',
  hint: undefined,
  location: undefined,
  excerpt: undefined,
  sqlState: undefined,
  fields: {},
};
const rehearsal: RehearsalResult = {
  outcome: 'failed',
  endedIn: 'down',
  copy: {
    kind: 'template',
    place: 'beside the database',
    data: 'anonymized',
    sizeBytes: 1_100_000_000,
    durationMs: 8_200,
    notices: [],
  },
  scripts: [
    {
      id: '002_age',
      path: 'sql/migrations/002_age/up.sql',
      action: 'up',
      up: { outcome: 'succeeded', durationMs: 1_200, measured },
      down: { outcome: 'failed', durationMs: 3, error },
      lost: [{ table: 'public.users', column: 'bio', before: 700_000, after: 0 }],
    },
    {
      id: '001_old',
      path: 'sql/migrations/001_old/up.sql',
      action: 'up',
      up: { outcome: 'succeeded', durationMs: 1 },
      notUndone: '001_old is declared irreversible.',
    },
  ],
  counts: { up: 2, down: 0, upAgain: 0, notUndone: 1, failed: 1 },
  growthBytes: 5_000_000,
};

const startedAt = new Date('2026-01-01T00:00:00.000Z');
const versions = { engine: '0.1.0', node: '20.19.0' };
const subject = {
  command: 'migrate',
  project: 'api',
  configPath: 'apps/api/pgrestify.config.ts',
  sourceUrl: undefined,
  startedAt,
  versions,
};
const collector = collectReport(subject);
const report: Report = {
  ...collector.derive({ kind: 'running' }, 9_000),
  outcome: 'failed',
  isComplete: true,
  rehearsal,
};

it.each(kinds.filter((kind) => kind !== 'json'))('%s tells all of a rehearsal', (kind) => {
  const text = renderReport(report, kind);
  for (const said of [
    'beside the database, with rows made anonymous: 1.1 GB in 8.2 s',
    'public.users AccessExclusiveLock',
    'public.users 85.0 MB → 90.0 MB',
    'public.users 85.0 MB 2 times',
    '5.0 MB, 90.0 MB until its end',
    '700000 values of public.users.bio',
    '001_old is declared irreversible.',
  ]) {
    expect(text).toContain(said);
  }
  expect(text).not.toContain('read_only');
});

it('JSON has it as data', () => {
  expect(JSON.parse(renderReport(report, 'json'))).toMatchObject({ rehearsal: JSON.parse(JSON.stringify(rehearsal)) });
});

it('JUnit has a case for each pass, of which the one that failed is a failure', () => {
  const text = renderReport(report, 'junit');
  expect(text).toMatch(
    /<testcase name="down 002_age"[^>]*>\s*<failure message="no column &#34;ago&#34; &#60;here&#62;"/,
  );
  expect(text).toMatch(/<testcase name="down 001_old"[^>]*>\s*<skipped message="001_old is declared irreversible\."/);
});

it('steps are those of the first pass, whatever came after it', () => {
  const { report: tell, derive } = collectReport(subject);
  const step = { id: '002_age', action: 'up' as const };
  const finished = (durationMs: number) => tell({ type: 'step-finished', at: startedAt, ...step, durationMs });
  tell({ type: 'rehearsal-pass-started', at: startedAt, pass: 'up' });
  finished(1);
  tell({ type: 'rehearsal-pass-started', at: startedAt, pass: 'up-again' });
  finished(2);
  expect(derive({ kind: 'running' }, 0).steps).toMatchObject([{ id: '002_age', durationMs: 1 }]);
});
