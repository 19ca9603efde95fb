import { type Issue, severities } from './issue';

/** GitHub shows no more annotations of a severity in one step of a workflow. */
const maxOfSeverity = 10;

/**
 * Issues as commands of a GitHub workflow, one a line, which GitHub shows at their places in the pull request: errors first,
 * ten of each severity. Pure. GitHub Actions docs, workflow commands; the runner takes a line as one only when nothing but
 * blanks stands before the `::`.
 */
export function annotateForGithub(issues: readonly Issue[], project: string): string {
  return severities
    .flatMap((severity) => issues.filter((issue) => issue.severity === severity).slice(0, maxOfSeverity))
    .map((issue) => `${annotationOf(issue, project)}\n`)
    .join('');
}

function annotationOf(issue: Issue, project: string): string {
  const { severity, rule, path, line, column, message, hint, postgres } = issue;
  const on = postgres === undefined ? '' : ` on PostgreSQL ${postgres}`;
  const properties: readonly (readonly [string, string | undefined])[] = [
    ['file', path],
    ['line', line === undefined ? undefined : String(line)],
    ['col', line === undefined || column === undefined ? undefined : String(column)],
    ['title', `${project}: ${rule}${on}`],
  ];
  const named = properties.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${escapeProperty(value)}`],
  );
  const text = hint === undefined ? message : `${message}\n${hint}`;
  return `::${severity} ${named.join(',')}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
