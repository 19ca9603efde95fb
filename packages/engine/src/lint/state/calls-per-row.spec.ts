import { callsPerRow } from './calls-per-row';

it.each<readonly [string, readonly string[]]>([
  ['(owner_id = auth.uid())', ['auth.uid()']],
  ['(owner_id = ( SELECT auth.uid() AS uid))', []],
  ["((current_setting('app.tenant'::text))::int = tenant)", ['current_setting()']],
  ["(( SELECT current_setting('app.tenant'::text) AS current_setting) = tenant)", []],
  ["(( SELECT (current_setting('request.jwt.claims'::text, true))::jsonb ->> 'sub'::text) = owner)", []],
  ['(EXISTS ( SELECT FROM posts p WHERE (p.owner = auth.uid())))', ['auth.uid()']],
  ['(EXISTS ( SELECT FROM posts p WHERE (p.owner = ( SELECT auth.uid() AS uid))))', []],
  ["(auth.role() = 'admin'::text) OR (owner = ( SELECT auth.uid() AS uid))", ['auth.role()']],
  ['(note = ($$auth.uid()$$)::text)', []],
  ['(lower(email) = other.uid())', []],
])('calls in %s', (expression, calls) => {
  expect(callsPerRow(expression)).toEqual(calls);
});
