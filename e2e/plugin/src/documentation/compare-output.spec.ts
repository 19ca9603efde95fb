import { describeMismatch } from './compare-output';

const printed = `
> nx run api:migrate

migrate api, database postgres@127.0.0.1:40123/api
  applied      2026-11-22-093254-create-orders  32 ms
  applied      schemas/01_main.sql              1.4 s
Done: 2 applied in 2 min 5 s.
The plan is p3f9c2a41b07d58e2.
`;

it.each([
  ['the same lines', 'Done: 2 applied in 2 min 5 s.'],
  ['another plan', 'The plan is pa0b1c2d3e4f50617.'],
  [
    'another time, port and width',
    'migrate api, database postgres@127.0.0.1:5432/api\n  applied      2024-01-10-000000-create-orders  7 ms\n',
  ],
  ['lines left out', 'migrate api, database postgres@127.0.0.1:1/api\n…\nDone: 2 applied in 3 ms.\n'],
])('takes %s', (_case, shown) => {
  expect(describeMismatch(shown, printed)).toBeUndefined();
});

it.each([
  ['another number', 'Done: 3 applied in 3 ms.'],
  ['lines in another order', 'Done: 2 applied in 3 ms.\n…\n  applied      schemas/01_main.sql  1 ms'],
  ['a gap that is not shown', 'migrate api, database postgres@127.0.0.1:1/api\nDone: 2 applied in 3 ms.'],
  ['another indentation', ' Done: 2 applied in 3 ms.'],
])('finds %s', (_case, shown) => {
  expect(describeMismatch(shown, printed)).toContain('which is not in');
});
