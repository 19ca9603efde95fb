import { applyFixes, releasesOf, reviewSql, rulesFoundIn } from '../../../testing/lint/review-sql';
import { allRules } from './all-rules';

const ofFiles = allRules.filter(({ decidedBy }) => decidedBy !== 'schema');

it.each(ofFiles)('$name finds its example', async ({ name, example, since = 0 }) => {
  const newest = Math.max(since, 18);
  const found = await reviewSql(releasesOf(example), { oldest: newest, newest }, 'all');
  expect(found.map(({ rule }) => rule.name)).toContain(name);
});

it.each(ofFiles)('$name lets its safe form pass', async ({ name, safeExample = '' }) => {
  expect(await rulesFoundIn(safeExample, 'up', 'all')).not.toContain(name);
});

it.each(ofFiles)('$name finds nothing in its example once its fix is made', async ({ name, example }) => {
  const found = (await reviewSql(releasesOf(example), undefined, 'all')).filter(({ rule }) => rule.name === name);
  const fixed = applyFixes(typeof example === 'string' ? example : example.sql, found);
  const isFixed = found.length > 0 && found.every(({ fix }) => fix !== undefined);
  const left = await rulesFoundIn(typeof example === 'string' ? fixed : { ...example, sql: fixed }, 'up', 'all');
  expect(left.includes(name)).toBe(!isFixed);
});

it('has names that a comment can give, each once', () => {
  const names = allRules.map(({ name }) => name);
  expect(names.filter((name) => !/^[a-z]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});
