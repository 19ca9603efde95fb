import type { PartitionBound } from '../statements/partition-bound';
import { readTokens } from '../statements/tokens';
import { impliesBound, type WantedBound } from './implies-bound';

function implies(check: string, bound: PartitionBound, more: Partial<WantedBound> = {}): boolean {
  const text = Buffer.from(check);
  const wanted = { column: 'k', bound, isNotNull: true, side: 'inside', ...more } as const;
  return impliesBound([readTokens(text, { start: 0, end: text.length })], wanted);
}

const two: PartitionBound = { kind: 'list', values: ['2'] };
const twoOrThree: PartitionBound = { kind: 'list', values: ['2', '3'] };
const month: PartitionBound = { kind: 'range', from: '2024-02-01', to: '2024-03-01' };

it.each([
  ['k = 2', two],
  ['(k IS NOT NULL AND k = 2)', two],
  ["k = '2'::int", two],
  ['k IN (3)', twoOrThree],
  ["k >= '2024-02-01' AND k < DATE '2024-03-01'", month],
  ["k < '2024-03-01'", { kind: 'range', from: undefined, to: '2024-03-01' }],
] as const)('concludes from %s', (check, bound) => {
  expect(implies(check, bound)).toBe(true);
});

it.each([
  ['k = 3', two],
  ['k IN (2, 3)', two],
  ['k = 2 OR k = 3', two],
  ['d = 2', two],
  ["k >= '2024-02-01'", month],
  ["k > '2024-02-01' AND k < '2024-03-01'", month],
  ['k = 2', { kind: 'other' }],
] as const)('concludes nothing from %s', (check, bound) => {
  expect(implies(check, bound)).toBe(false);
});

it('asks for not null, since a check holds for nulls', () => {
  expect(implies('k = 2', two, { isNotNull: false })).toBe(false);
});

it('tells what a default partition does not hold', () => {
  expect(implies('k <> 2', two, { side: 'outside' })).toBe(true);
  expect(implies('k NOT IN (2, 3)', twoOrThree, { side: 'outside' })).toBe(true);
  expect(implies("k >= '2024-03-01'", month, { side: 'outside' })).toBe(true);
  expect(implies('k <> 3', two, { side: 'outside' })).toBe(false);
});
