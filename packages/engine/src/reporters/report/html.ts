import { benchmarkHtml, benchmarkStyle } from '../benchmark/benchmark-html';
import { describeDuration } from '../describe';
import { describeFinding } from '../describe-finding';
import { describeLocks } from '../describe-lock';
import {
  describeDropped,
  describeFacts,
  describeIncomplete,
  describeMood,
  describeNotices,
  describeProblems,
  describeStatements,
  describeTitle,
  rehearsalRows,
} from './describe-report';
import { escapeMarkup } from './escape-markup';
import type { Report } from './report';

/**
 * A report as one page that stands by itself: no script, nothing loaded, everything escaped, and a policy that would let
 * nothing of it run.
 */
export function reportHtml(report: Report): string {
  const title = escapeMarkup(describeTitle(report));
  const incomplete = describeIncomplete(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="pgrestify-report">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${style}${report.benchmark ? benchmarkStyle : ''}</style>
</head>
<body>
<h1 class="${describeMood(report)}">${title}</h1>
${[
  incomplete && `<p>${escapeMarkup(incomplete)}</p>`,
  facts(report),
  texts('What went wrong', describeProblems(report)),
  dropped(report),
  steps(report),
  rehearsed(report),
  report.benchmark && benchmarkHtml(report.benchmark),
  migrations(report),
  checks(report),
  texts('Findings', report.findings.map(describeFinding)),
  texts('Locks', report.locks.length === 0 ? [] : [describeLocks(report.locks, maxLocks).join('\n')]),
  tables(report),
  events(report),
  notices(report),
]
  .filter((section) => section !== undefined && section !== '')
  .join('\n')}
</body>
</html>
`;
}

/** A page takes what a person reads. */
const maxLocks = 1_000;

const style = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #222; }
h1 { border-left: .4rem solid #888; padding-left: .8rem; font-size: 1.4rem; }
h1.succeeded, h1.nothing-to-do, h1.planned { border-color: #1a7f37; }
h1.waiting { border-color: #bf8700; }
h1.wrong, h1.failed, h1.refused, h1.cancelled, h1.unfinished { border-color: #cf222e; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #ddd; padding: .25rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
pre { background: #f6f8fa; overflow-x: auto; padding: .8rem; white-space: pre-wrap; }
.failed, .changed, .missing, .unfinished { color: #cf222e; }
`;

function facts(report: Report): string {
  const rows = describeFacts(report).map(([name, value]) => `<tr><th>${name}</th><td>${escapeMarkup(value)}</td></tr>`);
  return `<table>${rows.join('\n')}</table>`;
}

function steps({ steps: all }: Report): string | undefined {
  const head = ['outcome', 'action', 'name', 'file', 'statements', 'duration', ''];
  const listed = table('Steps', head, all, (step) => [
    step.outcome,
    step.action,
    step.id,
    step.path,
    describeStatements(step),
    step.durationMs > 0 ? describeDuration(step.durationMs) : '',
    step.note ?? '',
  ]);
  const planned = all.flatMap(({ id, sql }) => (sql === undefined ? [] : [folded(id, sql)]));
  return listed && [listed, ...planned].join('\n');
}

function rehearsed({ rehearsal }: Report): string | undefined {
  return table('Rehearsed', ['name', '', ''], rehearsalRows(rehearsal), (row) => row);
}

function migrations({ migrations: all }: Report): string | undefined {
  return table('Migrations', ['state', 'version', 'name', 'applied at', 'by', 'duration'], all, (migration) => [
    migration.state,
    migration.version ?? '',
    migration.id,
    migration.appliedAt?.toISOString() ?? '',
    migration.appliedBy ?? '',
    migration.durationMs === undefined ? '' : describeDuration(migration.durationMs),
  ]);
}

function checks({ checks: all }: Report): string | undefined {
  return table('Checks', ['outcome', 'check', 'findings', 'duration'], all, (check) => [
    check.outcome,
    check.name,
    String(check.findings),
    describeDuration(check.durationMs),
  ]);
}

function tables({ tables: all }: Report): string | undefined {
  const head = ['table', 'columns', 'indexes', 'constraints', 'policies', 'row security'];
  return table('Tables', head, all, ({ name, columns, indexes, constraints, policies, rowSecurity }) => [
    name,
    columns.join(', '),
    String(indexes),
    String(constraints),
    String(policies),
    rowSecurity ? 'on' : 'off',
  ]);
}

function events({ events: all }: Report): string | undefined {
  return table('Events', ['outcome', 'at', 'action', 'name', 'by', 'message'], all, (event) => [
    event.outcome,
    event.at.toISOString(),
    event.action,
    event.id ?? '',
    event.by,
    [event.errorCode, event.message].filter((part) => part !== undefined).join(': '),
  ]);
}

function notices(report: Report): string | undefined {
  const described = describeNotices(report);
  return described && folded(described.heading, described.text);
}

function dropped(report: Report): string | undefined {
  const described = describeDropped(report);
  return described && texts(described.heading, [described.lines.join('\n')]);
}

/** A first cell that is a word of ours, as an outcome, is its own class. */
function table<Row>(
  title: string,
  head: readonly string[],
  rows: readonly Row[],
  cellsOf: (row: Row) => readonly string[],
): string | undefined {
  if (rows.length === 0) return undefined;
  const lines = rows.map((row) => {
    const cells = cellsOf(row).map(escapeMarkup);
    const [first = '', ...others] = cells;
    const word = /^[a-z-]+$/.test(first) ? ` class="${first}"` : '';
    return `<tr><td${word}>${first}</td>${others.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const names = head.map((name) => `<th>${name}</th>`).join('');
  return `<h2>${title}</h2>\n<table><tr>${names}</tr>\n${lines.join('\n')}</table>`;
}

function texts(title: string, all: readonly string[]): string | undefined {
  if (all.length === 0) return undefined;
  return `<h2>${title}</h2>\n${all.map((text) => `<pre>${escapeMarkup(text)}</pre>`).join('\n')}`;
}

function folded(summary: string, text: string): string {
  return `<details><summary>${escapeMarkup(summary)}</summary><pre>${escapeMarkup(text)}</pre></details>`;
}
