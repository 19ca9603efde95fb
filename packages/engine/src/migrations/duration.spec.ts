import { durationPattern, parseDuration, parseSpan } from './duration';

it.each([
  ['0', 0],
  ['500ms', 500],
  ['90s', 90_000],
  ['90sec', 90_000],
  ['5m', 300_000],
  ['5min', 300_000],
  ['5 min', 300_000],
  ['2h', 7_200_000],
  ['3d', 259_200_000],
  ['2w', 1_209_600_000],
])('reads %s, in an option, a directive and the config', (text, durationMs) => {
  expect(parseDuration(text)).toBe(durationMs);
  expect(durationPattern.test(text)).toBe(true);
});

it.each(['5', '', 'm', '1.5h', '-5m', '5M', '5mo', '3 months', '1y', '5 minutes', 'soon'])('reads no %j', (text) => {
  expect(parseDuration(text)).toBeUndefined();
  expect(durationPattern.test(text)).toBe(false);
});

it('is no longer than a server can wait, unless nobody waits for it', () => {
  expect([parseDuration('24d'), parseDuration('25d'), parseSpan('90d')]).toEqual([2_073_600_000, undefined, 7_776e6]);
});
