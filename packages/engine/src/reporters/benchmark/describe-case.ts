import {
  type BenchmarkCase,
  type BenchmarkResult,
  type BenchmarkVerdict,
  failsRun,
} from '../../benchmark/verdict/benchmark-result';
import { plural } from '../describe';

/** What a verdict is called in a line of its own. */
export const verdictWords: Readonly<Record<BenchmarkVerdict, string>> = {
  slower: 'slower',
  faster: 'faster',
  'within-budget': 'ok',
  noise: 'noise',
  'fails-now': 'fails now',
  fails: 'fails',
  new: 'new',
  'plan-only': 'plan only',
};

/** `by-author (author_id=7)`. */
export function nameBenchmarkCase({ name, parameters }: BenchmarkCase): string {
  return parameters === '' ? name : `${name} (${shorten(parameters)})`;
}

/** What was found of a query: in a sentence, in figures, and what its plan does now; both plans where that matters. */
export function describeBenchmarkCase(found: BenchmarkCase): readonly string[] {
  const { verdict, reason, planChanges, planDifference, before, after } = found;
  const figures = describeFigures(found);
  const failed = verdict === 'fails-now' ? after.error : verdict === 'fails' ? before.error : undefined;
  return [
    `${nameBenchmarkCase(found)}: ${reason}${verdict === 'noise' ? ', so it is not judged' : ''}`,
    ...(failed?.excerpt === undefined ? [] : failed.excerpt.split('\n')),
    ...(figures === '' ? [] : [figures]),
    ...planChanges.map(({ text }) => `plan: ${text}`),
    ...(planChanges.length > 0 || verdict === 'slower' ? planDifference : []),
    ...(verdict === 'fails-now' && before.plan !== undefined ? ['before:', ...before.plan.split('\n')] : []),
  ];
}

/** `p50 0.19 → 4.24 ms, p95 0.25 → 5.6 ms, 100 rows, 103 → 637 buffers`; empty where nothing was measured on both sides. */
export function describeFigures({ before, after }: BenchmarkCase): string {
  const figures = [
    figure(before.p50Ms, after.p50Ms, (both) => `p50 ${both} ms`),
    figure(before.p95Ms, after.p95Ms, (both) => `p95 ${both} ms`),
    figure(before.rows, after.rows, (both) => (both === '1' ? '1 row' : `${both} rows`)),
    figure(before.buffers, after.buffers, (both) => (both === '1' ? '1 buffer' : `${both} buffers`)),
  ];
  return figures.flatMap((each) => each ?? []).join(', ');
}

/** `0.19 → 4.24`; one number where both are the same; empty where one is missing. */
export function describeBoth(before: number | undefined, after: number | undefined): string {
  if (before === undefined || after === undefined) return '';
  const [old, now] = [describeNumber(before), describeNumber(after)];
  return old === now ? now : `${old} → ${now}`;
}

/** `2 within the budget, 1 slower, 1 is noise`. */
export function describeVerdicts({ cases, leftOut }: BenchmarkResult): string {
  const counts = Object.entries(summaries).flatMap(([verdict, summary]) => {
    const count = cases.filter((found) => found.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${summary}`];
  });
  const rest = leftOut.length === 0 ? [] : [`${plural(leftOut.length, 'statement')} left out`];
  return [...counts, ...rest].join(', ') || 'nothing to compare';
}

/** The worst first. */
const summaries: Readonly<Record<BenchmarkVerdict, string>> = {
  'fails-now': 'no longer working',
  fails: 'not working',
  slower: 'over the budget',
  noise: 'not judged',
  faster: 'faster',
  'within-budget': 'within the budget',
  new: 'new',
  'plan-only': 'compared by plan alone',
};

/** Those that fail the run first. */
export function sortCases(cases: readonly BenchmarkCase[]): readonly BenchmarkCase[] {
  const isFailing = ({ verdict }: BenchmarkCase) => failsRun(verdict);
  return [...cases.filter(isFailing), ...cases.filter((found) => !isFailing(found))];
}

function figure(
  before: number | undefined,
  after: number | undefined,
  describe: (both: string) => string,
): string | undefined {
  const both = describeBoth(before, after);
  return both === '' ? undefined : describe(both);
}

/** Three digits tell enough of a time; a count is shown as it is. */
function describeNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

const maxLength = 60;

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}…`;
}
