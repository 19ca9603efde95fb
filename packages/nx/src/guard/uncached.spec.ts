import { valueForCache } from './uncached';

const ran = { kind: 'run-one' } as const;

it.each([
  ['--check'],
  ['--check=true'],
  ['run', 'api:types', '--check', '--json'],
  ['run', 'api:validate', '--base=origin/main'],
  ['run-many', '-t', 'validate', '--base', 'main'],
])('is another one for each %j', (...argv) => {
  const values = [valueForCache(argv, ran), valueForCache(argv, ran)];
  expect(new Set(values).size).toBe(2);
  expect(values).not.toContain(undefined);
});

it.each([['run'], ['--check=false'], ['--', '--check'], ['--checks'], ['--no-check'], ['--based']])(
  'is nothing for %j',
  (...argv) => {
    expect(valueForCache(argv, ran)).toBeUndefined();
  },
);

it('is nothing for the base of nx affected, which is an option of Nx', () => {
  expect(valueForCache(['affected', '-t', 'validate', '--base=main'], { kind: 'affected' })).toBeUndefined();
});
