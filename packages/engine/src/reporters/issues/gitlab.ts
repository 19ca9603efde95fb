import type { Report } from '../report/report';
import { fingerprintIssues } from './fingerprint';
import type { Issue } from './issue';
import { listIssues } from './list-issues';

/**
 * A report as GitLab's code quality artifact, which is a list in the format of Code Climate: what stands against the
 * command, each with a fingerprint of its own. What has no place is at the first line of the project's config file, since
 * GitLab leaves out what has none. Pure.
 */
export function reportGitlab(report: Report): string {
  const issues = listIssues(report);
  const fingerprints = fingerprintIssues(issues, report.project);
  const entries = issues.map((issue, index) => ({
    // By this a later report knows that the file is one of ours.
    written_by: 'pgrestify-report',
    type: 'issue',
    check_name: issue.rule,
    description: describe(issue),
    severity: severityNames[issue.severity],
    fingerprint: fingerprints[index],
    location: { path: issue.path ?? report.configPath, lines: { begin: issue.line ?? 1 } },
  }));
  return `${JSON.stringify(entries, null, 2)}\n`;
}

/** Of info, minor, major, critical and blocker. */
const severityNames = { error: 'critical', warning: 'minor', notice: 'info' } as const satisfies Record<
  Issue['severity'],
  string
>;

/** GitLab shows one line of it, and no hint by itself. */
function describe({ message, hint, postgres }: Issue): string {
  const on = postgres === undefined ? '' : `On PostgreSQL ${postgres}: `;
  return [`${on}${message}`, hint ?? ''].join(' ').replace(/\s+/g, ' ').trim();
}
