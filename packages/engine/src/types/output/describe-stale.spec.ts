import { describeStale } from './describe-stale';

const text = (...lines: readonly string[]) => lines.join('\n');

it.each([
  ['nothing', text('a', 'b'), text('a', 'b'), []],
  ['a line more', text('a', 'c'), text('a', 'b', 'c'), ['+ b']],
  ['a line less', text('a', '  b', 'c'), text('a', 'c'), ['- b']],
  ['a line changed', text('a', 'x', 'c'), text('a', 'y', 'c'), ['- x', '+ y']],
  ['two places', text('a', 'b', 'c', 'd'), text('A', 'b', 'c'), ['- a', '+ A', '- d']],
  ['everything', text('a'), text('b'), ['- a', '+ b']],
])('tells %s', (_what, actual, expected, lines) => {
  expect(describeStale(actual, expected)).toEqual(lines);
});

it('tells a dozen lines, and how many more', () => {
  const many = Array.from({ length: 20 }, (_, index) => String(index));
  expect(describeStale('', text(...many)).at(-1)).toBe('… and 9 more lines');
});
