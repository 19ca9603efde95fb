import { describeError } from '../../apply/failures/describe-error';
import type { Finding } from '../../checks/finding';
import type { ErrorReport } from '../../errors';
import { describeIncomplete } from '../report/describe-report';
import type { Report, ReportError, ReportProblem } from '../report/report';
import type { Issue } from './issue';

/**
 * All that a report has against a run, in the order in which it tells it: why it ended, what refused it, the steps that
 * failed, what checks found, what is wrong with files. Of a run whose end is not known, that. Pure.
 */
export function listIssues(report: Report): readonly Issue[] {
  const { error, refusals, findings, problems } = report;
  return [
    ...listIncomplete(report),
    ...(error ? [issueOfError(error, [])] : []),
    ...refusals.map(({ code, message, ids, hint }) => issueOf({ rule: code, message, ids, hint })),
    ...listFailedSteps(report),
    ...findings.map(issueOfFinding),
    ...problems.map(issueOfProblem),
  ];
}

/** A finding as an issue. */
export function issueOfFinding(finding: Finding): Issue {
  const { code, rule = code, severity, message, ids, path, line, column, excerpt, hint, postgres } = finding;
  return issueOf({
    rule,
    severity,
    message,
    ids,
    path,
    line,
    column,
    excerpt,
    hint,
    postgres,
  });
}

/** Why nothing came of a command. */
export function issueOfFailure(error: unknown): Issue {
  return issueOfError(describeError(error), []);
}

function listIncomplete(report: Report): readonly Issue[] {
  const message = describeIncomplete(report);
  return message === undefined ? [] : [issueOf({ rule: 'RUN_INCOMPLETE', message })];
}

/** Of a rehearsal all passes: the steps of the report are those of its first. */
function listFailedSteps({ rehearsal, steps }: Report): readonly Issue[] {
  if (!rehearsal) return steps.flatMap(({ id, error }) => (error ? [issueOfError(error, [id])] : []));
  return rehearsal.scripts.flatMap(({ id, up, down, upAgain }) =>
    [up, down, upAgain].flatMap((step) => (step?.error ? [issueOfError(step.error, [id])] : [])),
  );
}

function issueOfError(error: ErrorReport | ReportError, ids: readonly string[]): Issue {
  const { code = 'INTERNAL', message, location, excerpt, hint } = error;
  const place = { path: location?.path, line: location?.line, column: location?.column };
  return issueOf({ rule: code, message, ids, ...place, excerpt, hint });
}

function issueOfProblem({ code, severity, message, path }: ReportProblem): Issue {
  return issueOf({ rule: code, severity, message, path });
}

function issueOf(known: Partial<Issue> & Pick<Issue, 'rule' | 'message'>): Issue {
  return { ...nothingKnown, ...known };
}

const nothingKnown = {
  severity: 'error',
  ids: [],
  path: undefined,
  line: undefined,
  column: undefined,
  excerpt: undefined,
  hint: undefined,
  postgres: undefined,
} as const;
