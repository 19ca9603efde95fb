import { planText } from '../plans/diff-plans';
import type { BenchmarkSide } from './benchmark-result';
import type { MeasuredSide } from './measured-row';
import { deriveStatistics } from './statistics';

/** A side as it is reported. */
export function sideOf(side: MeasuredSide): BenchmarkSide {
  if (side.kind === 'failed') return { ...noSide, error: side.error };
  const { timesMs, plan } = side;
  return {
    ...noSide,
    timesMs,
    ...(timesMs.length > 0 && inShort(timesMs)),
    rows: plan.run?.rows,
    buffers: plan.run?.buffers,
    plan: planText(plan),
  };
}

function inShort(timesMs: readonly number[]): Pick<BenchmarkSide, 'p50Ms' | 'p95Ms' | 'variation'> {
  const { p50Ms, p95Ms, variation } = deriveStatistics(timesMs);
  return { p50Ms, p95Ms, variation };
}

const noSide: BenchmarkSide = {
  timesMs: [],
  p50Ms: undefined,
  p95Ms: undefined,
  variation: undefined,
  rows: undefined,
  buffers: undefined,
  plan: undefined,
  error: undefined,
};
