import { judgeTimes, type TimePair } from './judge-times';
import { deriveStatistics, percentile } from './statistics';

/** Pairs of these times, those after in the order of those before. */
function pairsOf(before: readonly number[], after: readonly number[]): readonly TimePair[] {
  return before.map((beforeMs, index) => ({ beforeMs, afterMs: after[index] ?? 0 }));
}

const steady = [10, 10.2, 9.9, 10.1, 10, 9.8, 10.3, 10, 10.1, 9.9];
const scaled = (factor: number) => steady.map((time) => time * factor);
const hiccups = [10, 90, 11, 2, 60, 9, 30, 3, 80, 12];
const budget = { maxSlowdown: 1.2, maxVariation: 0.5 };

describe('times before and after', () => {
  it.each([
    ['the same', scaled(1), 'within-budget'],
    ['a little slower', scaled(1.15), 'within-budget'],
    ['a little faster', scaled(0.95), 'within-budget'],
    ['slower than the budget', scaled(1.3), 'slower'],
    ['faster', scaled(0.5), 'faster'],
    ['with one hiccup', [...steady.slice(1), 900], 'within-budget'],
    ['that vary too much', hiccups, 'noise'],
    ['that vary, but are all far over the budget', hiccups.map((time) => time * 100), 'slower'],
    ['that vary, but are all far below', hiccups.map((time) => time / 100), 'faster'],
  ] as const)('%s', (_what, after, expected) => {
    expect(judgeTimes(pairsOf(steady, after), budget).kind).toBe(expected);
  });

  it('are judged by the budget of the query', () => {
    expect(judgeTimes(pairsOf(steady, scaled(1.3)), { ...budget, maxSlowdown: 1.5 })).toEqual({
      kind: 'within-budget',
      factor: 1.3,
      reason: 'it takes 1.3 times as long, within 1.5 times',
    });
  });

  it('are noise when the medians say what the pairs do not', () => {
    // Both sides are fast six times of ten, and slow else; which half a median falls into is chance.
    const before = [10, 10, 10, 10, 10, 10, 13, 13, 13, 13];
    const after = [10, 10, 10, 13, 13, 13, 10, 13, 13, 13];
    const { kind, reason } = judgeTimes(pairsOf(before, after), budget);
    expect([kind, reason]).toEqual([
      'noise',
      'it takes 1.3 times as long, and 1.2 times is the budget, but only 3 of 10 pairs are over it',
    ]);
  });

  it('say how much they vary when that is too much', () => {
    const { reason } = judgeTimes(pairsOf(steady, hiccups), budget);
    expect(reason).toMatch(/^its times vary by \d+ % of their mean, and 50 % is the bound$/);
  });
});

describe('statistics', () => {
  it('of one time are that time', () => {
    expect(deriveStatistics([3])).toEqual({ p25Ms: 3, p50Ms: 3, p75Ms: 3, p95Ms: 3, variation: 0 });
  });

  it('leave the slowest tenth out of the variation alone', () => {
    const { p50Ms, p95Ms, variation } = deriveStatistics([...new Array<number>(19).fill(1), 100]);
    expect({ p50Ms, variation }).toEqual({ p50Ms: 1, variation: 0 });
    expect(p95Ms).toBeCloseTo(5.95);
  });

  it.each([
    [[1, 2, 3], 0.5, 2],
    [[1, 2, 3, 4], 0.5, 2.5],
    [[1, 2, 3, 4, 5], 0.95, 4.8],
    [[7], 0.95, 7],
  ])('percentile of %j at %d is %d', (sorted, share, expected) => {
    expect(percentile(sorted, share)).toBeCloseTo(expected);
  });
});
