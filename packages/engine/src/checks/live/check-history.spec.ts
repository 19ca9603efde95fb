import { emptyHistory, historyOf, rowOf, rowsOf } from '../../../testing/projects/history-rows';
import { repeatableOf, setOf } from '../../../testing/projects/migration-sets';
import { migrationOf } from '../../../testing/projects/steps';
import type { MigrationSet } from '../../migrations/migration';
import { checkHistory } from './check-history';

const one = migrationOf('001', 'SELECT 1', 'SELECT 1');
const two = migrationOf('002', 'SELECT 2', 'SELECT 2');
const three = migrationOf('003', 'SELECT 3');
const view = repeatableOf('repeatable/v.sql', 'SELECT 4', 'after');
const data = repeatableOf('test-data/d.sql', 'SELECT 5', 'test-data');

const found = (set: MigrationSet, history = historyOf([])) =>
  checkHistory(set, history).map(({ severity, code, ids }) => `${severity} ${code} ${ids.join(' ')}`);

it.each([
  ['nothing of what is applied', setOf([one], { after: [view] }), historyOf(rowsOf([one, view])), []],
  ['test data that was never wanted as nothing', setOf([], { testData: [data] }), emptyHistory, []],
  [
    'what is pending, out of order too',
    setOf([one, two, three]),
    historyOf(rowsOf([two])),
    ['notice STATE_PENDING 003 001'],
  ],
  ['an edited migration', setOf([migrationOf('001', 'SELECT 0')]), historyOf(rowsOf([one])), ['error CHANGED 001']],
  ['a deleted one', setOf([two]), historyOf(rowsOf([one, two])), ['error MISSING 001']],
  ['one that is newer than the files', setOf([one]), historyOf(rowsOf([one, two])), ['warning STATE_AHEAD 002']],
  [
    'a deleted repeatable script',
    setOf([one]),
    historyOf(rowsOf([one, view])),
    ['warning STATE_LOST repeatable/v.sql'],
  ],
  [
    'an edited repeatable script',
    setOf([], { after: [repeatableOf('repeatable/v.sql', 'SELECT 0', 'after')] }),
    historyOf(rowsOf([view])),
    ['notice STATE_OUTDATED repeatable/v.sql'],
  ],
  [
    'an edited down',
    setOf([migrationOf('001', 'SELECT 1', 'SELECT 0')]),
    historyOf(rowsOf([one])),
    ['notice DOWN_CHANGED 001'],
  ],
])('tells of %s', (_name, set, history, expected) => {
  expect(found(set, history)).toEqual(expected);
});

it.each([
  ['up', '001 stopped after 1 of 3 statements.', 'Run migrate again: it goes on where it stopped.'],
  ['down', 'The rollback of 001 stopped after 1 of 3 statements.', 'Run rollback again: it goes on where it stopped.'],
] as const)('tells how to go on after a half-done %s', (failedDirection, message, hint) => {
  const row = rowOf(one, 1, { outcome: 'failed', failedDirection, unitsDone: 1, unitsTotal: 3 });
  expect(checkHistory(setOf([one]), historyOf([row]))).toMatchObject([
    { severity: 'error', code: 'HALF_DONE', message, hint },
  ]);
});
