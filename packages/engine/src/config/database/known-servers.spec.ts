import { formatKnownServers, parseKnownServers } from './known-servers';

it('is sorted, so that two branches change the same lines', () => {
  const text = formatKnownServers(
    new Map([
      ['staging', 16],
      ['production', 15],
    ]),
  );
  expect(text).toBe(`{
  "environments": {
    "production": {
      "postgres": 15
    },
    "staging": {
      "postgres": 16
    }
  }
}
`);
  expect(formatKnownServers(parseKnownServers(text))).toBe(text);
});

it.each([
  ['', []],
  ['<<<<<<< ours\n{}', []],
  ['[]', []],
  [
    '{"environments": {"a": {"postgres": "15"}, "b": {"postgres": 15.5}, "c": null, "d": {"postgres": 17}, "e": {"postgres": 99}, "f": {"postgres": 9}}}',
    [['d', 17]],
  ],
])('says what can be read of %j', (text, expected) => {
  expect([...parseKnownServers(text)]).toEqual(expected);
});
