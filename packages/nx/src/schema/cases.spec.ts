import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// The table of cases is whole, and every test that it names exists.

const repositoryPath = join(__dirname, '../../../..');
const rows = readFileSync(join(repositoryPath, 'packages/nx/docs/cases.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .map(([, number = '', name = '', whatHappens = '', tests = '']) => ({ number, name, whatHappens, tests }));

it('the table of cases has all 66, in order', () => {
  expect(rows.map(({ number }) => Number(number))).toEqual(Array.from({ length: 66 }, (_, index) => index + 1));
});

describe.each(rows)('case $number, $name', ({ whatHappens, tests }) => {
  it('says what happens', () => {
    expect(whatHappens).toMatch(/\.$/);
  });

  it.each(tests.split('<br>'))('is shown by %s', (test) => {
    const [, path = '', testName = ''] = /^`([\w./-]+\.ts)` (.+)$/.exec(test) ?? [];
    const specPath = join(repositoryPath, /^(?:packages|e2e)\//.test(path) ? '' : 'packages/engine', path);
    expect(existsSync(specPath)).toBe(true);
    expect(readFileSync(specPath, 'utf8')).toContain(`'${testName}'`);
  });
});
