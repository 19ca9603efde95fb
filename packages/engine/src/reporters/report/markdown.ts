import type { BenchmarkCase } from '../../benchmark/verdict/benchmark-result';
import { failsRun } from '../../benchmark/verdict/benchmark-result';
import {
  describeBenchmarkCase,
  describeBoth,
  describeVerdicts,
  nameBenchmarkCase,
  verdictWords,
} from '../benchmark/describe-case';
import { describeDuration } from '../describe';
import { describeFinding } from '../describe-finding';
import { describeLocks } from '../describe-lock';
import {
  describeDropped,
  describeFacts,
  describeIncomplete,
  describeNotices,
  describeProblems,
  describeStatements,
  describeTitle,
  rehearsalRows,
} from './describe-report';
import { block, inCell, inTitle } from './markdown-text';
import type { Report, ReportStep } from './report';

/** GitHub takes 65,536 characters of a comment: so many rows of a table, and so many texts, are shown. */
const maxRows = 100;
const maxBlocks = 12;
const maxLocks = 20;

/**
 * A report as Markdown for the summary of a CI step or a comment: what went wrong first, bounded so that it fits. Whatever
 * comes from outside stands in code, where it is neither markup nor a mention.
 */
export function reportMarkdown(report: Report): string {
  const sections = [
    '<!-- pgrestify-report -->',
    `### ${inTitle(describeTitle(report))}`,
    describeIncomplete(report),
    facts(report),
    blocks('What went wrong', describeProblems(report)),
    dropped(report),
    benchmark(report),
    steps(report),
    rehearsed(report),
    migrations(report),
    checks(report),
    blocks('Findings', report.findings.map(describeFinding)),
    blocks('Locks', locksBlock(report)),
    notices(report),
  ];
  return `${sections.filter((section) => section !== undefined && section !== '').join('\n\n')}\n`;
}

function facts(report: Report): string {
  const rows = describeFacts(report).map(([name, value]) => `| ${name} | ${inCell(value)} |`);
  return ['| | |', '| --- | --- |', ...rows].join('\n');
}

function steps({ steps: all }: Report): string | undefined {
  const row = (step: ReportStep) => [
    step.outcome,
    step.action,
    inCell(step.id),
    describeStatements(step),
    step.durationMs > 0 ? describeDuration(step.durationMs) : '',
    step.note === undefined ? '' : inCell(step.note),
  ];
  return table(['outcome', 'action', 'name', 'statements', 'duration', ''], remarkableFirst(all), row);
}

function rehearsed({ rehearsal }: Report): string | undefined {
  return table(['rehearsed', '', ''], rehearsalRows(rehearsal), ([id, name, value]) => [
    inCell(id),
    name,
    inCell(value),
  ]);
}

/** When not all are shown, those that succeeded are left out first. */
function remarkableFirst(all: readonly ReportStep[]): readonly ReportStep[] {
  if (all.length <= maxRows) return all;
  const isRemarkable = ({ outcome }: ReportStep) => outcome !== 'succeeded';
  return [...all.filter(isRemarkable), ...all.filter((step) => !isRemarkable(step))];
}

/** What fails the run with both plans, then all in a table. */
function benchmark({ benchmark: found }: Report): string | undefined {
  if (found === undefined) return undefined;
  const failing = found.cases
    .filter(({ verdict }) => failsRun(verdict))
    .map((each) => describeBenchmarkCase(each).join('\n'));
  const row = (each: BenchmarkCase) => [
    verdictWords[each.verdict],
    inCell(nameBenchmarkCase(each)),
    each.factor === undefined ? '' : String(Number(each.factor.toPrecision(3))),
    describeBoth(each.before.p50Ms, each.after.p50Ms),
    describeBoth(each.before.p95Ms, each.after.p95Ms),
    describeBoth(each.before.buffers, each.after.buffers),
    each.planChanges.map(({ kind }) => kind).join(', ') || 'same',
  ];
  return [
    `#### Benchmark: ${describeVerdicts(found)}`,
    blocks('Over the budget, or broken', failing),
    table(['verdict', 'query', 'factor', 'p50, ms', 'p95, ms', 'buffers', 'plan'], found.cases, row),
  ]
    .filter((section) => section !== undefined)
    .join('\n\n');
}

function migrations({ migrations: all }: Report): string | undefined {
  const settled = all.filter(({ state }) => state === 'applied');
  const first = all.length <= maxRows ? all : [...all.filter(({ state }) => state !== 'applied'), ...settled];
  return table(['state', 'version', 'name', 'applied at'], first, (migration) => [
    migration.state,
    inCell(migration.version ?? ''),
    inCell(migration.id),
    migration.appliedAt?.toISOString() ?? '',
  ]);
}

function checks({ checks: all }: Report): string | undefined {
  return table(['check', 'outcome', 'findings', 'duration'], all, ({ name, outcome, findings, durationMs }) => [
    name,
    outcome,
    String(findings),
    describeDuration(durationMs),
  ]);
}

function locksBlock({ locks }: Report): readonly string[] {
  return locks.length === 0 ? [] : [describeLocks(locks, maxLocks).join('\n')];
}

function notices(report: Report): string | undefined {
  const described = describeNotices(report);
  return described && details(described.heading, block(described.text));
}

function dropped(report: Report): string | undefined {
  const described = describeDropped(report);
  return described && blocks(described.heading, [described.lines.join('\n')]);
}

function table<Row>(
  head: readonly string[],
  rows: readonly Row[],
  cellsOf: (row: Row) => readonly string[],
): string | undefined {
  if (rows.length === 0) return undefined;
  const lines = [head, head.map(() => '---'), ...rows.slice(0, maxRows).map(cellsOf)];
  const rest = rows.length > maxRows ? [`\n${rows.length - maxRows} more are not shown.`] : [];
  return [...lines.map((cells) => `| ${cells.join(' | ')} |`), ...rest].join('\n');
}

function blocks(title: string, texts: readonly string[]): string | undefined {
  if (texts.length === 0) return undefined;
  const rest = texts.length > maxBlocks ? [`${texts.length - maxBlocks} more are not shown.`] : [];
  return [`#### ${title}`, ...texts.slice(0, maxBlocks).map(block), ...rest].join('\n\n');
}

function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
