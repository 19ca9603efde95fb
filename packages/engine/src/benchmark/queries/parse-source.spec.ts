import { parseBenchmarkSource } from './parse-source';

it.each([
  [true, { kind: 'files' }],
  ['true', { kind: 'files' }],
  ['', { kind: 'files' }],
  ['top:20', { kind: 'top', count: 20 }],
] as const)('--benchmark %j is %j', (option, expected) => {
  expect(parseBenchmarkSource(option)).toEqual(expected);
});

it.each(['top', 'top:', 'top:0', 'top:1001', 'top:-1', 'top:x', 'posts.sql'])('refuses --benchmark=%s', (option) => {
  expect(() => parseBenchmarkSource(option)).toThrow(`--benchmark=${option} says neither files nor statements.`);
});
