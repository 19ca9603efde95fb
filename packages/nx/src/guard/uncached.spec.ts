import { valueForCache } from './uncached';

it.each([['--check'], ['--check=true'], ['run', 'api:types', '--check', '--json']])(
  'is another one for each %j',
  (...argv) => {
    const values = [valueForCache(argv), valueForCache(argv)];
    expect(new Set(values).size).toBe(2);
    expect(values).not.toContain(undefined);
  },
);

it.each([['run'], ['--check=false'], ['--', '--check'], ['--checks'], ['--no-check']])(
  'is nothing for %j',
  (...argv) => {
    expect(valueForCache(argv)).toBeUndefined();
  },
);
