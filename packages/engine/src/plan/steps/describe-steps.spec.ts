import { emptyHistory, historyOf, rowOf } from '../../../testing/projects/history-rows';
import { repeatableOf, setOf } from '../../../testing/projects/migration-sets';
import { migrationOf } from '../../../testing/projects/steps';
import { parseScript } from '../../migrations/units/parse-script';
import { planDown } from '../plan-down';
import { planUp } from '../plan-up';
import { describeSteps } from './describe-steps';

const up = (set: ReturnType<typeof setOf>) =>
  describeSteps(
    planUp({
      set,
      history: emptyHistory,
      parse: parseScript,
      requirementsMet: () => true,
      options: { outOfOrder: false, allowEmpty: true, allowRedo: false },
    }).steps,
  );

describe('describeSteps', () => {
  it('says nothing of no steps', () => {
    expect(up(setOf([]))).toEqual([]);
  });

  it('lists steps with what is not usual about them', () => {
    const set = setOf(
      [
        migrationOf('0001-a', 'SELECT 1;'),
        migrationOf('0002-longer', 'CREATE INDEX CONCURRENTLY ON t (a);'),
        migrationOf('0003-c', '-- nothing'),
      ],
      { before: [repeatableOf('schemas/s.sql', 'SELECT 1;')] },
    );
    expect(up(set)).toEqual([
      '1. run    schemas/s.sql',
      '2. apply  0001-a',
      '3. apply  0002-longer    outside a transaction for CREATE INDEX CONCURRENTLY ON t (line 1), 1 statement',
      '4. apply  0003-c         without a statement',
    ]);
  });

  it.each([
    ['DROP TABLE a;', 'DROP TABLE'],
    ['DROP TABLE a; DROP TABLE b; TRUNCATE c;', 'DROP TABLE, TRUNCATE'],
    ['DELETE FROM a;', 'DELETE'],
    ['ALTER TABLE a DROP COLUMN b;', 'DROP COLUMN'],
    ['ALTER TABLE IF EXISTS ONLY public.a DROP b;', 'DROP COLUMN'],
  ])('marks %s as destructive', (sql, what) => {
    expect(up(setOf([migrationOf('0001-a', sql)]))).toEqual([`1. apply  0001-a  DESTRUCTIVE: ${what}`]);
  });

  it.each([
    'ALTER TABLE a DROP CONSTRAINT b;',
    'ALTER TABLE a ALTER b DROP DEFAULT;',
    'ALTER TABLE a ALTER COLUMN b DROP NOT NULL;',
    'CREATE TABLE drop_table ();',
    'INSERT INTO a DEFAULT VALUES;',
  ])('does not mark %s', (sql) => {
    expect(up(setOf([migrationOf('0001-a', sql)]))).toEqual(['1. apply  0001-a']);
  });

  it('counts what is too much to be read', () => {
    const many = Array.from({ length: 102 }, (_, index) => migrationOf(String(1_000 + index), 'SELECT 1;'));
    expect(up(setOf(many)).slice(99)).toEqual(['100. apply  1099', 'and 2 more']);
  });

  it('says where a down comes from', () => {
    const a = migrationOf('0001-a', 'SELECT 1;', 'SELECT 0;');
    const plan = planDown({ set: setOf([]), history: historyOf([rowOf(a, 1)]), parse: parseScript, options: {} });
    expect(describeSteps(plan.steps)).toEqual([
      '1. undo   0001-a  from the down stored in history, DESTRUCTIVE: undoes what was applied',
    ]);
  });
});
