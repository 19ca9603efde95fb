import { describeDuration } from '../describe';
import { describeIncomplete, describeTitle } from '../report/describe-report';
import { block, inCell, inTitle } from '../report/markdown-text';
import type { Report } from '../report/report';
import { countIssues, type Issue, severities } from './issue';
import { listIssues } from './list-issues';

/** GitHub takes 65,536 characters of a comment; some room is left for what is put around it. */
const maxLength = 60_000;
/** How much of that the tables may take; the rest is for details. */
const maxTables = 30_000;

/**
 * A report as a comment on a pull request: one line that sums it up, a table of what was found for each severity, and the
 * details folded. The first line is a mark that is the same for the same command of the same project, by which a comment is
 * found again and replaced. What does not fit is counted. Pure.
 */
export function reportComment(report: Report): string {
  const issues = listIssues(report);
  const head = [
    `<!-- pgrestify-report ${inMark(`${report.command} ${report.project}`)} -->`,
    `### ${inTitle(describeTitle(report))}`,
    [describeIncomplete(report), `${describeSum(report, issues)}.`].filter((line) => line !== undefined).join(' '),
  ];
  const tables = severities.flatMap((severity) => {
    const found = issues.filter((issue) => issue.severity === severity);
    return found.length === 0 ? [] : [{ title: countIssues(found), found }];
  });
  const shown = fitTables(tables, report);
  const left = maxLength - [...head, ...shown].join('\n\n').length;
  return `${[...head, ...shown, ...fitDetails(issues, left)].join('\n\n')}\n`;
}

function describeSum({ environment, database, durationMs }: Report, issues: readonly Issue[]): string {
  const facts = [
    countIssues(issues) || 'Nothing found',
    ...(environment === undefined ? [] : [inCell(environment)]),
    ...(database === undefined ? [] : [inCell(database)]),
    describeDuration(durationMs),
  ];
  return facts.join(' · ');
}

interface Group {
  readonly title: string;
  readonly found: readonly Issue[];
}

/** A table for each severity, the worst first, as far as they fit. */
function fitTables(groups: readonly Group[], report: Report): readonly string[] {
  let left = maxTables;
  return groups.map(({ title, found }) => {
    const rows: string[] = [];
    for (const issue of found) {
      const row = rowOf(issue, report);
      if (row.length > left) break;
      left -= row.length + 1;
      rows.push(row);
    }
    const omitted = found.length - rows.length;
    const rest = omitted === 0 ? [] : [`\n${omitted} more are not shown.`];
    const table = rows.length === 0 ? [] : ['| where | what | |', '| --- | --- | --- |', ...rows];
    return [`**${title}**\n`, ...table, ...rest].join('\n');
  });
}

function rowOf({ path, line, ids, rule, message, postgres }: Issue, { sourceUrl }: Report): string {
  const place = path === undefined ? ids.join(', ') : line === undefined ? path : `${path}:${line}`;
  const on = postgres === undefined ? '' : ` (PostgreSQL ${postgres})`;
  return `| ${linked(inCell(place), path, line, sourceUrl)} | ${inCell(message.split('\n')[0] ?? '')}${on} | ${inCell(rule)} |`;
}

function linked(
  text: string,
  path: string | undefined,
  line: number | undefined,
  sourceUrl: string | undefined,
): string {
  if (path === undefined || sourceUrl === undefined) return text;
  const file = path.split(/[/\\]/).map(encodeURIComponent).join('/').replaceAll('(', '%28').replaceAll(')', '%29');
  return `[${text}](${sourceUrl}/${file}${line === undefined ? '' : `#L${line}`})`;
}

/** Where a line, or what to do, says more than the tables: that, folded, as far as it fits. */
function fitDetails(issues: readonly Issue[], length: number): readonly string[] {
  const worth = severities.flatMap((severity) =>
    issues.filter((issue) => issue.severity === severity && hasDetails(issue)).map(detailOf),
  );
  let left = length - 200;
  const shown = worth.filter((text) => {
    left -= text.length + 2;
    return left >= 0;
  });
  const omitted = worth.length - shown.length;
  const rest = omitted === 0 ? [] : [`${omitted} more are not shown.`];
  return worth.length === 0
    ? []
    : [['<details><summary>Details</summary>', ...shown, ...rest, '</details>'].join('\n\n')];
}

function hasDetails({ message, excerpt, hint }: Issue): boolean {
  return excerpt !== undefined || hint !== undefined || message.includes('\n');
}

function detailOf({ rule, path, line, message, excerpt, hint }: Issue): string {
  const place = path === undefined ? '' : line === undefined ? `${path}: ` : `${path}:${line}: `;
  const lines = [`${rule} ${place}${message}`, excerpt, hint === undefined ? undefined : `hint: ${hint}`];
  return block(lines.filter((text) => text !== undefined).join('\n'));
}

/** A comment of HTML ends at its first `-->`. */
function inMark(text: string): string {
  return text.replace(/[^\w @/.]/g, '_');
}
