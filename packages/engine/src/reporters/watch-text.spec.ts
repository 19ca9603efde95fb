import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryPath } from '../../testing/sources/read-sources';
import type { Finding } from '../checks/finding';
import type { ValidateResult } from '../checks/validate-result';
import { EngineError } from '../errors';
import { describeCheckEnd, describeCheckStart } from './watch-text';

/** The matcher that the documents give to Visual Studio Code. */
const document = readFileSync(join(repositoryPath, 'packages/nx/docs/editor.md'), 'utf8');
const [, tasks = ''] = /```json file=\.vscode\/tasks\.json\n([\s\S]*?)```/.exec(document) ?? [];
const { pattern, background } = JSON.parse(tasks).tasks[0].problemMatcher;
const [line, begins, ends] = [pattern.regexp, background.beginsPattern, background.endsPattern].map(
  (text: string) => new RegExp(text),
);

const place = { project: '@acme/api', configPath: 'apps/api/pgrestify.config.ts' };
const finding: Finding = {
  severity: 'error',
  check: 'scripts',
  code: 'SQL_SYNTAX',
  message: 'A quoted string is not closed.',
  ids: ['0002_b'],
  path: 'apps/api/sql/migrations/0002_b/up.sql',
  line: 2,
  column: 8,
  excerpt: "2 | SELECT 'a\n  |        ^",
  hint: 'Close it.',
};

function linesOf(...findings: readonly Finding[]): readonly string[] {
  const result = { findings, durationMs: 14 } as unknown as ValidateResult;
  return describeCheckEnd({ kind: 'result', result }, place).trimEnd().split('\n');
}

/** What Visual Studio Code makes of a line. */
function read(text: string | undefined) {
  const match = line?.exec(text ?? '');
  const part = (name: string) => match?.[pattern[name]];
  return {
    file: part('file'),
    at: `${part('line')}:${part('column')}`,
    severity: part('severity'),
    message: part('message'),
    code: part('code'),
  };
}

describe('the lines of a watch, as the documented matcher reads them', () => {
  it('begin and end a check, and are read as nothing else', () => {
    const start = describeCheckStart(place).trimEnd();
    const [end = ''] = linesOf();
    expect(end).toBe('@acme/api: nothing found in 14 ms, watching for changes');
    expect([begins, ends, line].map((regexp) => regexp?.test(start))).toEqual([true, false, false]);
    expect([begins, ends, line].map((regexp) => regexp?.test(end))).toEqual([false, true, false]);
    expect(ends?.test(linesOf(finding).at(-1) ?? '')).toBe(true);
  });

  it('have a finding in each, the worst first', () => {
    const lines = linesOf({ ...finding, severity: 'notice' }, { ...finding, severity: 'warning' }, finding);
    expect(lines.map((each) => read(each).severity)).toEqual(['error', 'warning', 'notice', undefined]);
    expect(read(lines[0])).toEqual({
      file: 'apps/api/sql/migrations/0002_b/up.sql',
      at: '2:8',
      severity: 'error',
      message: 'A quoted string is not closed. Close it.',
      code: 'SQL_SYNTAX',
    });
  });

  it.each<[string, Partial<Finding>, object]>([
    ['a rule of the linter', { code: 'LINT', rule: 'drop-column' }, { code: 'drop-column' }],
    ['several lines', { message: 'a\nb', hint: 'c\nd' }, { message: 'a c d' }],
    ['what looks like a place', { message: 'x.sql:1:2: error y [z]' }, { at: '2:8', code: 'SQL_SYNTAX' }],
    [
      'no place',
      { path: undefined, line: undefined, column: undefined },
      { file: 'apps/api/pgrestify.config.ts', at: '1:1' },
    ],
    ['blanks in its path', { path: 'apps/my api/up.sql' }, { file: 'apps/my api/up.sql' }],
  ])('are one for a finding with %s', (_what, changed, expected) => {
    const [text, end, ...rest] = linesOf({ ...finding, ...changed } as Finding);
    expect(read(text)).toMatchObject(expected);
    expect(ends?.test(end ?? '')).toBe(true);
    expect(rest).toEqual([]);
  });

  it('have the reason at its place, or at the config, when nothing could be checked', () => {
    const location = { path: 'apps/api/pgrestify.config.ts', line: 7, column: 3 };
    for (const [error, at] of [
      [new EngineError('CONFIG_UNREADABLE', 'Unexpected token', { location }), '7:3'],
      [new EngineError('CONFIG_INVALID', 'Unknown key.'), '1:1'],
      [new Error('boom'), '1:1'],
    ] as const) {
      const [text] = describeCheckEnd({ kind: 'error', error, durationMs: 3 }, place).split('\n');
      expect(read(text)).toMatchObject({ file: 'apps/api/pgrestify.config.ts', at, severity: 'error' });
    }
  });
});
