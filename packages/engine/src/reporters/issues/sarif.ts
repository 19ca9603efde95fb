import type { Report } from '../report/report';
import { describeRule } from './describe-rule';
import { fingerprintIssues, sourceLine } from './fingerprint';
import { type Issue, worstFirst } from './issue';
import { listIssues } from './list-issues';

/** GitHub takes no more results of a run. */
const maxResults = 25_000;
/** GitHub takes no longer text for a rule. */
const maxRuleText = 1_024;

/**
 * A report as a SARIF log (2.1.0, OASIS standard) with one run: what stands against the command as results, each at its
 * place relative to the workspace's root. What has no place is at the project's config file, since GitHub's code scanning
 * refuses results without one. Of more than 25,000 results the least are left out, and a notification says so. Pure.
 */
export function reportSarif(report: Report): string {
  const issues = worstFirst(listIssues(report));
  const shown = issues.slice(0, maxResults);
  const rules = [...new Set(shown.map(({ rule }) => rule))];
  const fingerprints = fingerprintIssues(shown, report.project);
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    properties: { writtenBy: 'pgrestify-report' },
    runs: [
      {
        tool: {
          driver: {
            name: 'pgrestify',
            semanticVersion: report.versions.engine,
            informationUri: 'https://github.com/pgrestify/pgrestify',
            rules: rules.map((rule) => ruleOf(rule, shown)),
          },
        },
        // A run of each project and command is of a category of its own: the next one replaces that alone.
        automationDetails: { id: `pgrestify/${report.command}/${report.project}/` },
        // Where the root is differs from machine to machine; SARIF 3.14.14 lets whoever reads it say so.
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the workspace.' } } },
        columnKind: 'unicodeCodePoints',
        invocations: [invocationOf(report, issues.length - shown.length)],
        results: shown.map((issue, index) => ({
          ruleId: issue.rule,
          ruleIndex: rules.indexOf(issue.rule),
          level: levels[issue.severity],
          message: { text: describeMessage(issue) },
          locations: [{ physicalLocation: locationOf(issue, report.configPath) }],
          partialFingerprints: namesOf(issue, fingerprints[index]),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const levels = { error: 'error', warning: 'warning', notice: 'note' } as const satisfies Record<
  Issue['severity'],
  string
>;

/** Its level is that of its issues, of which those of one rule may differ; each result has its own, too. */
function ruleOf(rule: string, issues: readonly Issue[]) {
  const { when, whatToDo, page } = describeRule(rule);
  const severity = issues.find((issue) => issue.rule === rule)?.severity ?? 'error';
  const help = whatToDo ?? when;
  return {
    id: rule,
    shortDescription: { text: cut(when, maxRuleText) },
    fullDescription: { text: cut([when, whatToDo ?? ''].join(' ').trim(), maxRuleText) },
    help: { text: help, markdown: `${help} [More](${page})` },
    helpUri: page,
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ['postgresql', 'migration'] },
  };
}

function invocationOf({ isComplete, error, startedAt }: Report, omitted: number) {
  const text = `${omitted} more results are not in this log; the report as JSON has all.`;
  return {
    executionSuccessful: isComplete && error === undefined,
    startTimeUtc: startedAt.toISOString(),
    ...(omitted > 0 && { toolExecutionNotifications: [{ level: 'warning', message: { text } }] }),
  };
}

function describeMessage({ message, postgres, hint }: Issue): string {
  const on = postgres === undefined ? '' : `On PostgreSQL ${postgres}: `;
  return [`${on}${message}`, ...(hint === undefined ? [] : [hint])].join('\n');
}

function locationOf({ path, line, column, excerpt }: Issue, configPath: string) {
  const artifactLocation = { uri: toUri(path ?? configPath), uriBaseId: '%SRCROOT%' };
  if (line === undefined) return { artifactLocation };
  const text = sourceLine(excerpt);
  const snippet = text === undefined ? {} : { snippet: { text } };
  return { artifactLocation, region: { startLine: line, startColumn: column ?? 1, ...snippet } };
}

/**
 * GitHub knows an alert again by `primaryLocationLineHash` alone. Its upload action computes that from the text at the line,
 * and warns of each that has another one already; without a line it computes none.
 */
function namesOf({ line }: Issue, fingerprint: string | undefined) {
  const ours = { 'pgrestify/v1': fingerprint };
  return line === undefined ? { ...ours, primaryLocationLineHash: fingerprint } : ours;
}

/** A relative reference of RFC 3986, which no `:` in its first part makes absolute. */
function toUri(path: string): string {
  return path.split(/[/\\]/).map(encodeURIComponent).join('/');
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
