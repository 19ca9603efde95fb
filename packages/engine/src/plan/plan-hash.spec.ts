import { emptyHistory, historyOf, rowOf } from '../../testing/projects/history-rows';
import { setOf } from '../../testing/projects/migration-sets';
import { migrationOf } from '../../testing/projects/steps';
import { parseScript } from '../migrations/units/parse-script';
import { planDown } from './plan-down';
import { type PlanTarget, planHash } from './plan-hash';
import { planUp } from './plan-up';

const target: PlanTarget = { project: 'api', environment: 'staging', database: ['7', 'shop', '5'], besides: [] };

const up = (...migrations: Parameters<typeof setOf>[0]) =>
  planHash(
    planUp({
      set: setOf(migrations),
      history: emptyHistory,
      parse: parseScript,
      requirementsMet: () => true,
      options: { outOfOrder: false, allowEmpty: true, allowRedo: false },
    }),
    target,
  );

const a = migrationOf('0001-a', 'SELECT 1;', 'SELECT 0;');
const down = (appliedOrder: number) =>
  planHash(
    planDown({ set: setOf([a]), history: historyOf([rowOf(a, appliedOrder)]), parse: parseScript, options: {} }),
    target,
  );

describe('planHash', () => {
  it('begins with a letter and is the same for the same plan', () => {
    expect(up(a)).toMatch(/^p[0-9a-f]{16}$/);
    expect(up(a)).toBe(up(migrationOf('0001-a', 'SELECT 1;')));
  });

  it('changes with a script, with the steps, with history and with the direction', () => {
    const hashes = [up(), up(a), up(migrationOf('0001-a', 'SELECT 2;')), up(a, migrationOf('2', '')), down(1), down(2)];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it.each<[string, Partial<PlanTarget>]>([
    ['project', { project: 'web' }],
    ['environment', { environment: 'production' }],
    ['system', { database: ['8', 'shop', '5'] }],
    ['database', { database: ['7', 'other', '5'] }],
    ['database that was made anew', { database: ['7', 'shop', '6'] }],
    ['run with a reset', { besides: ['reset'] }],
    ['run with a backup', { besides: ['backup'] }],
  ])('is another for another %s', (_what, other) => {
    const plan = planDown({ set: setOf([a]), history: historyOf([rowOf(a, 1)]), parse: parseScript, options: {} });
    expect(planHash(plan, { ...target, ...other })).not.toBe(planHash(plan, target));
  });
});
