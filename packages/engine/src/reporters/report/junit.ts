import { failsRun } from '../../benchmark/verdict/benchmark-result';
import type { Finding } from '../../checks/finding';
import { describeBenchmarkCase, nameBenchmarkCase, verdictWords } from '../benchmark/describe-case';
import { describeErrorReport, describeRefusal } from '../describe';
import { describeFinding } from '../describe-finding';
import { describeDropped, describeFacts, describeIncomplete, describeNotice, rehearsalRows } from './describe-report';
import { escapeMarkup } from './escape-markup';
import type { Report, ReportStep } from './report';

interface Case {
  readonly name: string;
  readonly file?: string;
  readonly durationMs: number;
  /** Why it did not pass: by its failure, for a reason beside it, or since it was not tried. */
  readonly verdict?: { readonly kind: 'failure' | 'error' | 'skipped'; readonly title: string; readonly text: string };
}

/**
 * A report as JUnit's XML: a suite for the command, a test case for each step, check and migration; what stands against
 * the run as a whole (a refusal, an error, an interruption) is a case of its own.
 */
export function reportJunit(report: Report): string {
  const cases = [
    ...wholeOf(report),
    ...stepsOf(report),
    ...rehearsedOf(report),
    ...benchmarkOf(report),
    ...checksOf(report),
    ...migrationsOf(report),
  ];
  const count = (kind: 'failure' | 'error' | 'skipped') => cases.filter(({ verdict }) => verdict?.kind === kind).length;
  const suite = attributes({
    name: `${report.command} ${report.project}`,
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: seconds(report.durationMs),
    timestamp: report.startedAt.toISOString(),
  });
  const dropped = describeDropped(report);
  const facts = [
    ...describeFacts(report),
    ...(dropped ? [[dropped.heading.toLowerCase(), dropped.lines.join(', ')] as const] : []),
  ];
  const properties = facts.map(([name, value]) => `      <property${attributes({ name, value })}/>`);
  const className = `${report.project}.${report.command}`;
  const omitted = report.omittedNotices > 0 ? [`${report.omittedNotices} more notices`] : [];
  const rehearsed = rehearsalRows(report.rehearsal).map((row) => row.join(' ').trim());
  const output = [...report.notices.map(describeNotice), ...omitted, ...rehearsed].join('\n');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!-- pgrestify-report -->',
    '<testsuites>',
    `  <testsuite${suite}>`,
    '    <properties>',
    ...properties,
    '    </properties>',
    ...cases.map((each) => describeCase(each, className)),
    ...(output === '' ? [] : [`    <system-out>${escapeMarkup(output)}</system-out>`]),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function wholeOf(report: Report): readonly Case[] {
  const { error, refusals, outcome, steps } = report;
  const refused = refusals.map(
    (refusal): Case => ({
      name: [refusal.code, ...refusal.ids.slice(0, 10)].join(' '),
      durationMs: 0,
      verdict: { kind: 'failure', title: refusal.message, text: describeRefusal(refusal) },
    }),
  );
  if (error) return [...refused, whole(report, 'error', error.message, describeErrorReport(error))];
  const incomplete = describeIncomplete(report);
  if (incomplete !== undefined) return [...refused, whole(report, 'error', outcome, incomplete)];
  // The steps tell where it stopped, unless it had not come to one.
  const isTold = steps.some((step) => step.outcome === 'failed');
  if (outcome === 'cancelled' && !isTold) return [whole(report, 'error', outcome, 'The run was interrupted.')];
  const hasCases = refused.length > 0 || steps.length > 0 || report.checks.length > 0 || report.migrations.length > 0;
  return hasCases ? refused : [{ name: report.command, durationMs: report.durationMs }];
}

function whole({ command, durationMs }: Report, kind: 'error', title: string, text: string): Case {
  return { name: command, durationMs, verdict: { kind, title, text } };
}

function stepsOf({ steps }: Report): readonly Case[] {
  return steps.map((step) => ({
    name: `${step.action} ${step.id}`,
    ...(step.path !== '' && { file: step.path }),
    durationMs: step.durationMs,
    ...verdictOf(step),
  }));
}

/** The passes behind the first, whose steps are those of the report. */
function rehearsedOf({ rehearsal }: Report): readonly Case[] {
  return (rehearsal?.scripts ?? []).flatMap(({ id, path, down, upAgain, notUndone }) => {
    const cases = [
      { name: `down ${id}`, step: down, note: notUndone },
      { name: `up again ${id}`, step: upAgain, note: undefined },
    ];
    return cases.flatMap(({ name, step, note }): readonly Case[] => {
      const about = { name, file: path };
      if (step) return [{ ...about, durationMs: step.durationMs, ...verdictOf({ ...step, note }) }];
      return note === undefined
        ? []
        : [{ ...about, durationMs: 0, verdict: { kind: 'skipped', title: note, text: note } }];
    });
  });
}

/** What a verdict is made from. */
type Ended = Pick<ReportStep, 'outcome' | 'note'> & { readonly error?: ReportStep['error'] };

function verdictOf({ outcome, error, note }: Ended): Pick<Case, 'verdict'> {
  if (outcome === 'succeeded') return {};
  if (outcome === 'failed') {
    const text = error ? describeErrorReport(error) : outcome;
    const kind = error?.code === 'CANCELLED' ? 'error' : 'failure';
    return { verdict: { kind, title: error?.message ?? outcome, text } };
  }
  const title = note ?? outcome;
  return { verdict: { kind: outcome === 'unfinished' ? 'error' : 'skipped', title, text: title } };
}

function checksOf({ checks, findings }: Report): readonly Case[] {
  const textOf = (found: readonly Finding[]) => found.map(describeFinding).join('\n');
  return checks.map(({ name, outcome, durationMs }) => {
    const found = findings.filter(({ check, severity }) => check === name && severity === 'error');
    const title = found[0]?.message.split('\n')[0] ?? outcome;
    if (outcome === 'passed') return { name, durationMs };
    const kind = outcome === 'failed' ? 'failure' : 'skipped';
    return { name, durationMs, verdict: { kind, title, text: textOf(found) || outcome } };
  });
}

/** What was not judged is skipped. */
function benchmarkOf({ benchmark }: Report): readonly Case[] {
  return (benchmark?.cases ?? []).map((found) => {
    const { verdict, path, after } = found;
    const about = {
      name: `benchmark ${nameBenchmarkCase(found)}`,
      ...(path && { file: path }),
      durationMs: after.p50Ms ?? 0,
    };
    if (verdict === 'faster' || verdict === 'within-budget') return about;
    const text = describeBenchmarkCase(found).join('\n');
    const kind = failsRun(verdict) ? 'failure' : 'skipped';
    return { ...about, verdict: { kind, title: `${verdictWords[verdict]}: ${found.reason}`, text } };
  });
}

/** Only `status --check` fails for the state of a migration. */
function migrationsOf({ migrations, outcome }: Report): readonly Case[] {
  return migrations.map(({ id, state, durationMs = 0 }) => {
    const kind = outcome === 'failed' ? 'failure' : 'skipped';
    return { name: id, durationMs, ...(state !== 'applied' && { verdict: { kind, title: state, text: state } }) };
  });
}

function describeCase({ name, file, durationMs, verdict }: Case, classname: string): string {
  const head = `    <testcase${attributes({ name, classname, ...(file && { file }), time: seconds(durationMs) })}`;
  if (!verdict) return `${head}/>`;
  const { kind, title, text } = verdict;
  const body = kind === 'skipped' ? '/>' : `>${escapeMarkup(text)}</${kind}>`;
  return `${head}>\n      <${kind}${attributes({ message: title })}${body}\n    </testcase>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeMarkup(String(value)).replace(/\s+/g, ' ')}"`)
    .join('');
}

function seconds(durationMs: number): string {
  return (durationMs / 1_000).toFixed(3);
}
