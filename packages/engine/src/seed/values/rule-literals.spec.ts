import { ruleLiterals } from './rule-literals';

it.each([
  ["CHECK ((status = ANY (ARRAY['a'::text, 'it''s'::text])))", ['a', "it's"]],
  ['CHECK ((price > 10))', ['10', '11', '9', 'x'.repeat(10), '1'.repeat(10)]],
  ["FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')", ['2020-01-01', '2021-01-01']],
  ["FOR VALUES FROM ('5') TO (MAXVALUE)", ['5', '6', '4']],
  ['CHECK ((c1 > 0.5))', ['0.5', '1.5', '-0.5']],
  ['CHECK (is_fine(a))', []],
])('%s', (text, expected) => {
  expect(ruleLiterals(text)).toEqual(expected);
});
