import { readFileSync } from 'node:fs';
import { type Column, compareTools, countFalse, countFound } from './compare';
import { cleanAlarms, describeComparison } from './describe-comparison';
import { comparisonPage, replaceTable } from './page';

let ours: Column;
let files: Column;
let others: readonly Column[];
let table: string;

beforeAll(async () => {
  const columns = await compareTools();
  const [first, second, ...rest] = columns;
  if (first === undefined || second === undefined) throw new Error('Nothing was compared.');
  ours = first;
  files = second;
  others = rest;
  table = describeComparison(columns);
  process.stdout.write(`${table}\n`);
});

describe('validate on the planted faults', () => {
  it('finds at least one and a half times what the better of the others finds', () => {
    expect(countFound(ours)).toBeGreaterThanOrEqual(1.5 * Math.max(...others.map(countFound)));
  });

  it('has fewer false alarms than either', () => {
    expect(countFalse(ours)).toBeLessThan(Math.min(...others.map(countFalse)));
  });

  it('has none where there is no fault, but for one that is said at the older of two equal indexes', () => {
    expect(cleanAlarms(files)).toEqual([]);
    expect(cleanAlarms(ours).map(({ id, rule }) => `${rule} ${id}`)).toEqual([
      'duplicate-index 2024-01-23-202150-create-comments',
    ]);
  });

  it('is told by the documents as it is', () => {
    const page = readFileSync(comparisonPage, 'utf8');
    expect(page).toBe(replaceTable(page, table));
  });
});
