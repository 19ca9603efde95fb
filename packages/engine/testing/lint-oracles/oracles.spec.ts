import { allRules } from '../../src/lint/rules/all-rules';
import { compareExamples, type Difference } from './compare-examples';
import { reasonKey, reasons } from './reasons';

let differences: readonly Difference[];

beforeAll(async () => {
  differences = await compareExamples(allRules.filter(({ decidedBy }) => decidedBy !== 'schema'));
});

describe('squawk and postgres-language-server on the examples of our rules', () => {
  it('say something else than ours for a reason that is written down, or have no rule of it', () => {
    const unexplained = differences
      .filter((one) => (one.finds === 'oracle' || one.hasRule) && !(reasonKey(one) in reasons))
      .map((one) => ({ ...one, key: reasonKey(one) }));
    expect(unexplained).toEqual([]);
  });

  it('have no reason for what is said alike', () => {
    const keys = new Set(differences.map(reasonKey));
    expect(Object.keys(reasons).filter((key) => !keys.has(key))).toEqual([]);
  });
});
