import type { ErrorReport } from '../errors';
import { findingOf, findingOfError, findingOfProblem, hasErrors } from './finding';

const error: ErrorReport = {
  code: 'STEP_FAILED',
  message: 'sql/a.sql:3:5: syntax error.',
  hint: 'Correct it.',
  location: { path: 'sql/a.sql', line: 3, column: 5 },
  excerpt: '3 | SELEC 1',
  sqlState: '42601',
  fields: {},
};

describe('findingOfError', () => {
  it('has the place apart from the message', () => {
    expect(findingOfError('round-trip', error, { id: '001', path: 'sql/a.sql' })).toEqual({
      severity: 'error',
      check: 'round-trip',
      code: 'STEP_FAILED',
      message: 'syntax error.',
      ids: ['001'],
      path: 'sql/a.sql',
      line: 3,
      column: 5,
      excerpt: '3 | SELEC 1',
      hint: 'Correct it.',
    });
  });

  it('can mean something else than the error does by itself', () => {
    const finding = findingOfError(
      'round-trip',
      { ...error, location: undefined, message: 'sql/a.sql: gone' },
      { id: '001', path: 'sql/a.sql' },
      { code: 'DOWN_FAILED', severity: 'warning', hint: 'Look.', prefix: 'Fails: ' },
    );
    expect(finding).toMatchObject({ code: 'DOWN_FAILED', severity: 'warning', hint: 'Look.', message: 'Fails: gone' });
    expect(finding).not.toHaveProperty('line');
  });
});

describe('findingOfProblem', () => {
  it.each([
    ['error', 'ID_DUPLICATE', 'Rename one.'],
    ['warning', 'VERSION_GAP', undefined],
  ] as const)('of a problem that is an %s called %s has the hint %s', (severity, code, hint) => {
    const problem = { severity, code, message: 'm', path: 'sql', ids: ['a'] };
    expect(findingOfProblem('files', problem).hint).toBe(hint);
  });
});

it('takes the hint of the catalogue unless another is given', () => {
  const about = { severity: 'notice', check: 'schema', code: 'STATE_PENDING', message: 'm', ids: [] } as const;
  expect([findingOf(about).hint, findingOf({ ...about, hint: 'other' }).hint]).toEqual(['Run migrate.', 'other']);
});

it.each([
  [[], false],
  [['warning', 'notice'], false],
  [['warning', 'error'], true],
] as const)('fails for errors alone: %j is %s', (severities, expected) => {
  const findings = severities.map((severity) =>
    findingOf({ severity, check: 'files', code: 'NOT_CHECKED', message: '', ids: [] }),
  );
  expect(hasErrors(findings)).toBe(expected);
});
