import { parseScript } from '../migrations/parse-script';
import { emptyHistory, historyOf, rowOf } from '../testing/history-rows';
import { setOf } from '../testing/migration-sets';
import { migrationOf } from '../testing/steps';
import { planDown } from './plan-down';
import { planHash } from './plan-hash';
import { planUp } from './plan-up';

const up = (...migrations: Parameters<typeof setOf>[0]) =>
  planHash(
    planUp({
      set: setOf(migrations),
      history: emptyHistory,
      development: false,
      parse: parseScript,
      requirementsMet: () => true,
      options: {},
    }),
  );

const a = migrationOf('0001-a', 'SELECT 1;', 'SELECT 0;');
const down = (appliedOrder: number) =>
  planHash(
    planDown({ set: setOf([a]), history: historyOf([rowOf(a, appliedOrder)]), parse: parseScript, options: {} }),
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
});
