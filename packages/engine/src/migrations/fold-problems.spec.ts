import { foldProblems } from './fold-problems';
import type { FileProblem } from './migration';

const tie = (id: number): FileProblem => ({
  severity: 'warning',
  code: 'VERSION_TIE',
  message: `${id}_a, ${id}_b have one version.`,
  path: `sql/migrations/${id}_a`,
  ids: [`${id}_a`, `${id}_b`],
});
const empty: FileProblem = {
  severity: 'warning',
  code: 'UP_EMPTY',
  message: 'It is empty.',
  path: 'x/up.sql',
  ids: ['x'],
};

it('leaves a few as they are', () => {
  const problems = [tie(1), empty, tie(2), tie(3)];
  expect(foldProblems(problems)).toEqual(problems);
});

it('says many once, with their count and the first, in its place', () => {
  const [first, second, ...rest] = foldProblems([empty, tie(1), tie(2), tie(3), tie(4), tie(5)]);
  expect(first).toBe(empty);
  expect(second).toMatchObject({ path: 'sql/migrations/1_a', severity: 'warning' });
  expect(second?.message).toBe(
    '1_a, 1_b have one version. And 4 more of the kind (VERSION_TIE), which validate lists: 2_a, 2_b, 3_a, 3_b, 4_a and 3 more.',
  );
  expect(second?.ids).toHaveLength(10);
  expect(rest).toEqual([]);
});

it('folds no errors', () => {
  const errors = [1, 2, 3, 4, 5].map((id): FileProblem => ({ ...tie(id), severity: 'error' }));
  expect(foldProblems(errors)).toEqual(errors);
});
