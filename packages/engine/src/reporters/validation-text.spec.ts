import type { ValidateResult } from '../checks/validate-result';
import { describeValidation, validationJson } from './validation-text';

const nothing: ValidateResult = {
  command: 'validate',
  project: 'api',
  environment: 'development',
  outcome: 'succeeded',
  checks: [{ name: 'files', outcome: 'passed', findings: 0, durationMs: 1 }],
  findings: [],
  tables: [],
  differences: [],
  durationMs: 1_234,
};

const failed: ValidateResult = {
  ...nothing,
  outcome: 'failed',
  checks: [...nothing.checks, { name: 'test-data', outcome: 'skipped', findings: 0, durationMs: 0 }],
  findings: [
    {
      severity: 'error',
      check: 'round-trip',
      code: 'STEP_FAILED',
      message: 'syntax error.',
      ids: ['001'],
      path: 'sql/migrations/001/up.sql',
      line: 2,
      column: 8,
      excerpt: '2 | CREATE TABEL v\n  |        ^',
      hint: 'Correct the script.',
    },
    {
      severity: 'notice',
      check: 'round-trip',
      code: 'COLUMN_ORDER',
      message: 'Another order:\n~ table t',
      ids: ['002'],
      path: 'sql/migrations/002/down.sql',
    },
  ],
};

it('says in one line that nothing was found', () => {
  expect(describeValidation(nothing)).toBe('Valid: nothing found, in 1.2 s.\n');
});

it('shows each finding with its place, its line and its hint', () => {
  expect(describeValidation(failed)).toBe(
    [
      'error STEP_FAILED sql/migrations/001/up.sql:2:8: syntax error.',
      '  2 | CREATE TABEL v',
      '    |        ^',
      '  hint: Correct the script.',
      'notice COLUMN_ORDER sql/migrations/002/down.sql: Another order:',
      '  ~ table t',
      'Failed: 1 error, 1 notice; not run: test-data, in 1.2 s.',
      '',
    ].join('\n'),
  );
});

it('lists the tables of a live database', () => {
  const tables = [
    { name: 'app.users', columns: ['id'], indexes: 1, constraints: 2, policies: 1, rowSecurity: true },
    { name: 'logs', columns: ['a', 'b'], indexes: 0, constraints: 1, policies: 0, rowSecurity: false },
  ];
  expect(describeValidation({ ...nothing, command: 'drift', tables })).toBe(
    [
      '2 tables in the database',
      '  app.users  1 column, 1 index, 2 constraints, 1 policy, row security',
      '  logs       2 columns, 0 indexes, 1 constraint, 0 policies',
      'Valid: nothing found, in 1.2 s.',
      '',
    ].join('\n'),
  );
});

it('names its project where there are several', () => {
  expect(describeValidation(nothing, 'several')).toBe(`${nothing.project}: Valid: nothing found, in 1.2 s.\n`);
});

it('is one JSON object on one line', () => {
  const json = validationJson(failed);
  expect(json).not.toContain('\n');
  expect(JSON.parse(json)).toMatchObject({ type: 'validation', outcome: 'failed', findings: [{ line: 2 }, {}] });
});
