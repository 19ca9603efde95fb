import type { Blocker } from '../../events';
import { describeEvent } from '../text';
import type { StepProgress, TransferProgress } from './describe-progress';

const blocker: Blocker = {
  pid: 7,
  application: 'web',
  user: 'ann',
  query: 'SELECT 1',
  ageMs: 9,
  lock: 'ShareLock on t',
};
const step = (more: Partial<StepProgress>): StepProgress => ({
  type: 'step-progress',
  at: new Date(0),
  id: '001_a',
  action: 'up',
  elapsedMs: 12_345,
  blockers: [],
  ...more,
});
const transfer = (more: Partial<TransferProgress>): TransferProgress => ({
  type: 'transfer-progress',
  at: new Date(0),
  what: 'backup',
  elapsedMs: 125_000,
  bytes: 34_000_000,
  ...more,
});
const building = {
  command: 'CREATE INDEX CONCURRENTLY',
  phase: 'building index: scanning table',
  relation: 'public.orders',
} as const;

it.each([
  [step({}), '12 s'],
  [step({ elapsedMs: 3_725_000 }), '1 h 02 min'],
  [step({ expected: { durationMs: 65_000, environment: 'staging' } }), '12 s (1 min 05 s in staging)'],
  [step({ waitEvent: 'IO/DataFileRead' }), '12 s, IO/DataFileRead'],
  [step({ statements: { done: 1, total: 5 } }), '12 s, statement 2 of 5'],
  [step({ statements: { done: 5, total: 5 } }), '12 s, statement 5 of 5'],
  [
    step({ statements: { done: 34_567, total: 0 }, bytes: { done: 34_000_000, total: 100_000_000 } }),
    '12 s, 34,567 statements, 34.0 MB of 100.0 MB',
  ],
  [
    step({ server: { ...building, amount: { done: 999, total: 1000, unit: 'blocks' } }, waitEvent: 'IO/BufFileWrite' }),
    '12 s, 99 %, building index: scanning table (public.orders)',
  ],
  [
    step({ server: { command: 'VACUUM', phase: 'vacuuming indexes', amount: { done: 1, total: 3, unit: 'indexes' } } }),
    '12 s, vacuuming indexes, 1 of 3 indexes (VACUUM)',
  ],
  [
    step({ server: { command: 'COPY FROM', relation: 't', amount: { done: 1_234_567, unit: 'rows' } } }),
    '12 s, COPY FROM on t, 1,234,567 rows',
  ],
  [step({ server: building, blockers: [blocker] }), '12 s, by web (pid 7): SELECT 1'],
  [step({ blockers: [blocker, blocker] }), '12 s, by 2 sessions, web (pid 7): SELECT 1'],
])('says of a step %#: %s', (event, text) => expect(describeEvent(event)).toBe(`  running      001_a: ${text}`));

it('says how much of a copy is written, and what the one before came to', () => {
  expect(describeEvent(transfer({}))).toBe('  backup       2 min 05 s, 34.0 MB');
  expect(describeEvent(transfer({ what: 'copy', lastBytes: 99_000_000 }))).toBe(
    '  copy         2 min 05 s, 34.0 MB (99.0 MB the last time)',
  );
});
