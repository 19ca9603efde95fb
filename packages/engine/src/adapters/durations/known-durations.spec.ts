import type { Step } from '../../plan/plan';
import {
  addDuration,
  durationKey,
  formatDurations,
  type KnownDurations,
  lastDuration,
  parseDurations,
} from './known-durations';

const at = (day: number) => new Date(Date.UTC(2026, 0, day));
const took = (environment: string, day: number, durationMs = day * 1_000) => ({ environment, at: at(day), durationMs });
const known: KnownDurations = new Map([['up 001 aa', [took('staging', 2), took('production', 1)]]]);

it('knows the last run, wherever that was', () => {
  expect(lastDuration(known, 'up 001 aa')).toEqual({ environment: 'staging', durationMs: 2_000 });
  const later = addDuration(known, 'up 001 aa', took('production', 3));
  expect(lastDuration(later, 'up 001 aa')).toEqual({ environment: 'production', durationMs: 3_000 });
  expect(later.get('up 001 aa')).toHaveLength(2);
  expect(lastDuration(known, 'down 001 aa')).toBeUndefined();
});

it('keeps 500 steps, those that ran last', () => {
  const steps = Array.from({ length: 501 }, (_, index) => `up ${index}`);
  const many = steps.reduce((all, key) => addDuration(all, key, took('staging', 1)), known);
  expect([many.size, many.has('up 001 aa'), many.has('up 0'), many.has('up 500')]).toEqual([500, false, false, true]);
});

it('reads what it writes', () => {
  expect(parseDurations(formatDurations(known))).toEqual(known);
});

it.each([
  '',
  '<<<<<<<',
  '[]',
  '{"version":2,"steps":{"up 001 aa":{"staging":{"durationMs":1,"at":"2026-01-01"}}}}',
  '{"version":1,"steps":7}',
  '{"version":1,"steps":{"up 001 aa":{"staging":{"durationMs":"1","at":"2026-01-01"}}}}',
  '{"version":1,"steps":{"up 001 aa":{"staging":{"durationMs":1,"at":"soon"}}}}',
  '{"version":1,"steps":{"up 001 aa":[1]}}',
])('knows nothing by %j', (text) => expect(lastDuration(parseDurations(text), 'up 001 aa')).toBeUndefined());

it('takes an edited script for another step, and its undoing as well', () => {
  const step = (action: Step['action'], checksum: string) =>
    durationKey({ action, id: '001', script: { script: { checksum } } as Step['script'] });
  const keys = [step('up', 'a'.repeat(64)), step('up', 'b'.repeat(64)), step('down', 'a'.repeat(64))];
  expect(new Set(keys).size).toBe(3);
});
