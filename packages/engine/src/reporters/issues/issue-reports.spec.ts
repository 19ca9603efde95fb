import schemaText from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json';
import Ajv from 'ajv';
import type { Finding } from '../../checks/finding';
import { ruleOf } from '../../lint/rules/all-rules';
import { collectReport } from '../report/collect-report';
import { renderReport } from '../report/render-report';
import type { Report } from '../report/report';
import { describeRule } from './describe-rule';

const collector = collectReport({
  command: 'validate',
  project: '@acme/api',
  configPath: 'apps/api/pgrestify.config.ts',
  sourceUrl: 'https://github.com/acme/shop/blob/abc',
  startedAt: new Date('2026-01-01T00:00:00.000Z'),
  versions: { engine: '0.1.0', node: '20.19.0' },
});
const base: Report = {
  ...collector.derive({ kind: 'running' }, 1_200),
  environment: 'development',
  outcome: 'failed',
  isComplete: true,
};
const finding: Finding = {
  severity: 'warning',
  check: 'scripts',
  code: 'DOWN_EMPTY',
  message: 'It has no statement.\nIts up.sql has.',
  ids: ['0002 ü_b'],
  path: 'apps/api/sql/migrations/0002 ü_b/down.sql',
  line: 3,
  column: 8,
  excerpt: '3 | -- 👍 nothing\n  |      ^',
  hint: 'Write the inverse.',
};
const nowhere: Finding = {
  severity: 'error',
  check: 'shadow',
  code: 'NOT_CHECKED',
  message: 'Not checked.',
  ids: [],
};
const notice: Finding = { ...nowhere, severity: 'notice', code: 'MAJOR_UNKNOWN', message: 'Unknown.' };
const failed: Report = { ...base, findings: [notice, finding, nowhere] };

/** The only run of a log, as data. */
function sarifOf(report: Report) {
  const log = JSON.parse(renderReport(report, 'sarif'));
  return { log, run: log.runs[0], results: log.runs[0].results };
}

/** OASIS's schema, which is of JSON Schema draft 4, has a pattern that `u` takes for an error, and names formats. */
const { id: _id, $schema: _draft, ...schema } = schemaText;
const formats = { uri: isUri, 'uri-reference': /^[^\s<>"{}|\\^`]*$/, 'date-time': /^\d{4}-\d\d-\d\dT[\d:.]+Z$/ };
const isSarif = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false, formats }).compile(schema);

function isUri(text: string): boolean {
  return URL.canParse(text);
}

describe('a report as SARIF', () => {
  it.each<[string, Report]>([
    ['findings', failed],
    ['nothing', { ...base, outcome: 'succeeded' }],
    ['a run that was killed', { ...base, outcome: 'unfinished', isComplete: false }],
    ['more than GitHub takes', { ...failed, findings: Array.from({ length: 25_001 }, () => notice) }],
  ])('of %s is valid by the schema of the standard', (_what, report) => {
    isSarif(sarifOf(report).log);
    expect(isSarif.errors ?? []).toEqual([]);
  });

  it('would not be with another level, so that the schema is looked at', () => {
    const { log, results } = sarifOf(failed);
    results[0].level = 'notice';
    expect(isSarif(log)).toBe(false);
  });

  it('has each finding at its place in the workspace, the worst first', () => {
    const { results } = sarifOf(failed);
    expect(results.map(({ ruleId, level }: { ruleId: string; level: string }) => [ruleId, level])).toEqual([
      ['NOT_CHECKED', 'error'],
      ['DOWN_EMPTY', 'warning'],
      ['MAJOR_UNKNOWN', 'note'],
    ]);
    expect(results[1]).toMatchObject({
      message: { text: 'It has no statement.\nIts up.sql has.\nWrite the inverse.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: {
              uri: 'apps/api/sql/migrations/0002%20%C3%BC_b/down.sql',
              uriBaseId: '%SRCROOT%',
            },
            region: { startLine: 3, startColumn: 8, snippet: { text: '-- 👍 nothing' } },
          },
        },
      ],
    });
  });

  it('has what is nowhere at the config file, since GitHub takes no result without a place', () => {
    const [{ locations }] = sarifOf(failed).results;
    expect(locations).toEqual([
      { physicalLocation: { artifactLocation: { uri: 'apps/api/pgrestify.config.ts', uriBaseId: '%SRCROOT%' } } },
    ]);
  });

  it('leaves the fingerprint that GitHub makes of a line to GitHub, and gives one where there is no line', () => {
    const keys = sarifOf(failed).results.map(({ partialFingerprints }: { partialFingerprints: object }) =>
      Object.keys(partialFingerprints),
    );
    expect(keys).toEqual([
      ['pgrestify/v1', 'primaryLocationLineHash'],
      ['pgrestify/v1'],
      ['pgrestify/v1', 'primaryLocationLineHash'],
    ]);
  });

  it('describes each rule once, and each result points at its own', () => {
    const { run, results } = sarifOf({ ...failed, findings: [finding, nowhere, finding] });
    const { rules } = run.tool.driver;
    expect(rules.map(({ id }: { id: string }) => id)).toEqual(['NOT_CHECKED', 'DOWN_EMPTY']);
    for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex].id).toBe(ruleId);
    expect(rules[1]).toMatchObject({
      shortDescription: { text: describeRule('DOWN_EMPTY').when },
      help: { text: describeRule('DOWN_EMPTY').whatToDo },
      helpUri: expect.stringMatching(/^https:.*\.md/),
      defaultConfiguration: { level: 'warning' },
    });
  });

  it('describes a rule of the linter as its page does, and links it', () => {
    const rule = ruleOf('create-index');
    const lint: Finding = { ...finding, check: 'lint', code: 'LINT', rule: 'create-index' };
    expect(sarifOf({ ...failed, findings: [lint] }).run.tool.driver.rules).toMatchObject([
      { id: 'create-index', help: { text: rule?.safeForm }, helpUri: expect.stringMatching(/lint\.md#create-index$/) },
    ]);
  });

  it('is a run of a category of its own for each command and project, whose columns are code points', () => {
    expect(sarifOf(failed).run).toMatchObject({
      automationDetails: { id: 'pgrestify/validate/@acme/api/' },
      columnKind: 'unicodeCodePoints',
      invocations: [{ executionSuccessful: true }],
    });
  });

  it('says that more was found than GitHub takes, which it leaves out from the least', () => {
    const many = Array.from({ length: 25_000 }, () => notice);
    const { run, results } = sarifOf({ ...failed, findings: [...many, nowhere] });
    expect(results).toHaveLength(25_000);
    expect(results[0].level).toBe('error');
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toContain('1 more');
  });

  it('has no machine in it, nor the words of an older report', () => {
    expect(renderReport(failed, 'sarif')).not.toContain('file:');
  });
});

describe('a report as code quality of GitLab', () => {
  it('has each finding with severity, place and a fingerprint of its own', () => {
    const entries = JSON.parse(renderReport(failed, 'gitlab'));
    expect(entries).toMatchObject([
      { check_name: 'MAJOR_UNKNOWN', severity: 'info', location: { path: 'apps/api/pgrestify.config.ts' } },
      {
        check_name: 'DOWN_EMPTY',
        description: 'It has no statement. Its up.sql has. Write the inverse.',
        severity: 'minor',
        location: { path: 'apps/api/sql/migrations/0002 ü_b/down.sql', lines: { begin: 3 } },
      },
      { check_name: 'NOT_CHECKED', severity: 'critical', location: { lines: { begin: 1 } } },
    ]);
    expect(new Set(entries.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(3);
  });

  it('is an empty list when nothing was found', () => {
    expect(renderReport({ ...base, outcome: 'succeeded' }, 'gitlab')).toBe('[]\n');
  });
});

describe('a report as a comment', () => {
  it('sums up, has a table for each severity with links, and folds the details', () => {
    expect(renderReport(failed, 'comment')).toBe(
      [
        '<!-- pgrestify-report validate @acme/api -->',
        '### validate &#64;acme/api: failed',
        '1 error, 1 warning, 1 notice · `development` · 1.2 s.',
        '**1 error**\n\n| where | what | |\n| --- | --- | --- |\n|  | `Not checked.` | `NOT_CHECKED` |',
        [
          '**1 warning**\n',
          '| where | what | |\n| --- | --- | --- |',
          '| [`apps/api/sql/migrations/0002 ü_b/down.sql:3`](https://github.com/acme/shop/blob/abc/apps/api/sql/migrations/0002%20%C3%BC_b/down.sql#L3) | `It has no statement.` | `DOWN_EMPTY` |',
        ].join('\n'),
        '**1 notice**\n\n| where | what | |\n| --- | --- | --- |\n|  | `Unknown.` | `MAJOR_UNKNOWN` |',
        '<details><summary>Details</summary>',
        [
          '```text',
          'DOWN_EMPTY apps/api/sql/migrations/0002 ü_b/down.sql:3: It has no statement.',
          'Its up.sql has.',
          '3 | -- 👍 nothing',
          '  |      ^',
          'hint: Write the inverse.',
          '```',
        ].join('\n'),
        '</details>\n',
      ].join('\n\n'),
    );
  });

  it.each([1, 100, 5_000])(
    'fits into what GitHub takes with %d findings of each kind, and counts what it leaves out',
    (times) => {
      const long = { ...finding, message: 'm'.repeat(300) };
      const many = Array.from({ length: times }, () => [nowhere, long, notice]).flat();
      const text = renderReport({ ...failed, findings: many }, 'comment');
      expect(text.length).toBeLessThan(65_536);
      const rows = [...text.matchAll(/^\| (?!where|---)/gm)].length;
      const omitted = [...text.matchAll(/(\d+) more are not shown/g)].reduce(
        (sum, [, count]) => sum + Number(count),
        0,
      );
      const details = [...text.matchAll(/^```text$/gm)].length;
      // Only the warnings have details.
      expect(rows + details + omitted).toBe(times * 4);
      expect(text).toContain(times === 1 ? '1 error' : `${times} errors`);
    },
  );

  it('says that nothing was found', () => {
    expect(renderReport({ ...base, outcome: 'succeeded' }, 'comment')).toContain('Nothing found · `development`');
  });
});

describe('every report of issues', () => {
  const kinds = ['sarif', 'gitlab', 'comment'] as const;
  const error = {
    code: 'STEP_FAILED' as const,
    message: 'syntax error',
    hint: undefined,
    location: { path: 'sql/up.sql', line: 2, column: 8 },
    excerpt: undefined,
    sqlState: '42601',
    fields: {},
  };
  const step = { id: '001_a', action: 'up', path: 'sql/up.sql', mode: 'transactional', outcome: 'failed' } as const;
  const unknown = { durationMs: 1, statements: 1, progress: undefined, attempts: 1, note: undefined, sql: undefined };

  it.each(kinds)('as %s has why a run failed: error, refusals, steps, what is wrong with files', (kind) => {
    const text = renderReport(
      {
        ...base,
        command: 'migrate',
        error: { ...error, code: 'CONNECTION_FAILED', location: undefined },
        refusals: [{ code: 'CHANGED', message: 'Changed.', ids: [], hint: 'Restore it.', waivedBy: undefined }],
        steps: [{ ...step, ...unknown, error }],
        problems: [{ severity: 'error', code: 'FILE_ENCODING', message: 'No.', path: 'sql/b.sql' }],
      },
      kind,
    );
    for (const rule of ['CONNECTION_FAILED', 'CHANGED', 'STEP_FAILED', 'FILE_ENCODING']) expect(text).toContain(rule);
    expect(text).toContain('sql/b.sql');
  });

  it.each(kinds)(
    'as %s of a run that was killed says that, so that it is not taken for one that found nothing',
    (kind) => {
      const text = renderReport({ ...base, outcome: 'unfinished', isComplete: false }, kind);
      expect(text).toContain('RUN_INCOMPLETE');
      expect(text.slice(0, 512)).toContain('pgrestify-report');
    },
  );
});
