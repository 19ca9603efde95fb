import type { BenchmarkBudget } from '../../config/settings';
import type { ErrorReport } from '../../errors';
import { comparePlans } from '../plans/compare-plans';
import { diffPlans } from '../plans/diff-plans';
import type { BenchmarkCase, BenchmarkVerdict } from './benchmark-result';
import { judgeTimes, times } from './judge-times';
import type { MeasuredRow, MeasuredSide, QueryRow } from './measured-row';
import { sideOf } from './side-of';
import { deriveStatistics } from './statistics';

/** What is said of a query that was run with one row of its parameters, or only planned, on both sides. Pure. */
export function judgeRow(
  { query, row }: QueryRow,
  { before, after }: MeasuredRow,
  budget: BenchmarkBudget,
): BenchmarkCase {
  const { name, origin, statement } = query;
  return {
    name,
    path: origin.kind === 'file' ? origin.path : undefined,
    statement,
    parameters: row.label,
    maxSlowdown: budget.maxSlowdown,
    before: sideOf(before),
    after: sideOf(after),
    ...differenceOf(before, after),
    ...verdictOf(before, after, budget),
  };
}

type Verdict = Pick<BenchmarkCase, 'verdict' | 'reason' | 'factor'>;
type Measured = Exclude<MeasuredSide, { readonly kind: 'failed' }>;

function verdictOf(before: MeasuredSide, after: MeasuredSide, budget: BenchmarkBudget): Verdict {
  if (before.kind === 'failed') {
    return after.kind === 'failed'
      ? failed('fails', 'it fails before the migrations as well', before.error)
      : failed('new', 'it works only after the migrations', before.error);
  }
  if (after.kind === 'failed') {
    return failed('fails-now', 'it works before the migrations, and not after them', after.error);
  }
  if (after.endedAfterMs !== undefined) return judgeEnded(before, after.endedAfterMs, budget);
  return before.plan.run && after.plan.run ? judgeRuns(before, after, budget) : comparePlansAlone(before, after);
}

function failed(verdict: BenchmarkVerdict, reason: string, { message }: ErrorReport): Verdict {
  return { verdict, factor: undefined, reason: `${reason}: ${message}` };
}

function judgeEnded({ timesMs, plan }: Measured, endedAfterMs: number, { maxSlowdown }: BenchmarkBudget): Verdict {
  const usualMs = timesMs.length === 0 ? (plan.run?.timeMs ?? 0) : deriveStatistics(timesMs).p50Ms;
  const factor = endedAfterMs / Math.max(1, usualMs);
  const reason = `it was ended after ${endedAfterMs} ms, ${times(factor)} as long, and ${times(maxSlowdown)} is the budget`;
  return { verdict: 'slower', factor, reason };
}

function judgeRuns(before: Measured, after: Measured, budget: BenchmarkBudget): Verdict {
  const pairs = before.timesMs.map((beforeMs, index) => ({ beforeMs, afterMs: after.timesMs[index] ?? 0 }));
  const { kind, factor, reason } = judgeTimes(pairs, budget);
  const [old, now] = [before.plan.run?.rows, after.plan.run?.rows];
  const rows = old === now ? '' : `; it answers ${now} rows, and ${old} before`;
  return { verdict: kind, factor, reason: `${reason}${rows}` };
}

function comparePlansAlone(before: Measured, after: Measured): Verdict {
  // A plan of constants alone may cost nothing.
  const factor = Math.max(after.plan.cost, leastCost) / Math.max(before.plan.cost, leastCost);
  const reason = `nobody knows the values of its parameters, so it was not run; its plan is expected to cost ${times(factor)} as much`;
  return { verdict: 'plan-only', factor, reason };
}

/** The planner shows two digits. */
const leastCost = 0.01;

function differenceOf(
  before: MeasuredSide,
  after: MeasuredSide,
): Pick<BenchmarkCase, 'planChanges' | 'planDifference'> {
  if (before.kind === 'failed' || after.kind === 'failed') return { planChanges: [], planDifference: [] };
  return {
    planChanges: comparePlans(before.plan, after.plan),
    planDifference: diffPlans(before.plan, after.plan),
  };
}
