import { parseScript } from '../migrations/parse-script';
import { emptyHistory, historyOf, rowOf } from '../testing/history-rows';
import { repeatableOf, setOf } from '../testing/migration-sets';
import { migrationOf } from '../testing/steps';
import { describePlan } from './describe-plan';
import { planDown } from './plan-down';
import { planUp } from './plan-up';

const mask = (text: string) => text.replace(/p[0-9a-f]{16}/, 'p<hash>');

const up = (set: ReturnType<typeof setOf>, history = emptyHistory) =>
  mask(
    describePlan(
      planUp({ set, history, development: false, parse: parseScript, requirementsMet: () => true, options: {} }),
    ),
  );

describe('describePlan', () => {
  it('says that there is nothing to do', () => {
    expect(up(setOf([]))).toBe('Nothing to do.\nplan p<hash>');
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
    expect(up(set)).toBe(
      [
        '1. run    schemas/s.sql',
        '2. apply  0001-a',
        '3. apply  0002-longer    outside a transaction, 1 statement',
        '4. apply  0003-c         nothing but comments',
        'plan p<hash>',
      ].join('\n'),
    );
  });

  it('says why a run would be refused', () => {
    const [a, b] = ['0001-a', '0002-b'].map((id) => migrationOf(id, `SELECT '${id}';`));
    expect(up(setOf([a, b]), historyOf([rowOf(b, 1)]))).toBe(
      [
        '1. apply  0001-a',
        'A run would be refused:',
        '  OUT_OF_ORDER Older than the newest applied migration: 0001-a.',
        '    hint: Pass --outOfOrder to apply what is older too, or give it a newer version.',
        'plan p<hash>',
      ].join('\n'),
    );
  });

  it('says where a down comes from', () => {
    const a = migrationOf('0001-a', 'SELECT 1;', 'SELECT 0;');
    const plan = planDown({ set: setOf([]), history: historyOf([rowOf(a, 1)]), parse: parseScript, options: {} });
    expect(mask(describePlan(plan))).toBe(
      [
        '1. undo   0001-a  from the down stored in history',
        'notice: 0001-a is undone with the down stored when it was applied.',
        'plan p<hash>',
      ].join('\n'),
    );
  });
});
