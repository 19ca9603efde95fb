import type { Finding } from '../checks/finding';
import { describeFindings } from './describe-findings';

const findings = (severity: Finding['severity'], code: Finding['code'], count: number): readonly Finding[] =>
  Array.from({ length: count }, (_, index) => ({
    severity,
    check: 'scripts',
    code,
    message: `${index} has no down.sql.`,
    ids: [String(index)],
    path: `sql/migrations/${index}/down.sql`,
  }));

it('tells a few one by one', () => {
  expect(describeFindings(findings('warning', 'DOWN_MISSING', 3))).toHaveLength(3);
  expect(describeFindings(findings('error', 'DOWN_FAILED', 20))).toHaveLength(20);
});

it('tells many warnings in one line with the first as the example', () => {
  const [first, others, ...rest] = describeFindings(findings('warning', 'DOWN_MISSING', 820));
  expect(first).toBe('warning DOWN_MISSING sql/migrations/0/down.sql: 0 has no down.sql.');
  expect(others).toBe(
    'warning DOWN_MISSING and 819 more, which --report and --json list: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 …',
  );
  expect(rest).toEqual([]);
});

it('tells the first errors in full, and none of another kind less', () => {
  const told = describeFindings([...findings('error', 'DOWN_FAILED', 22), ...findings('error', 'UP_FAILED_AGAIN', 1)]);
  expect(told).toHaveLength(22);
  expect(told[20]).toBe('error DOWN_FAILED and 2 more, which --report and --json list: 20, 21');
  expect(told[21]).toContain('UP_FAILED_AGAIN');
});
