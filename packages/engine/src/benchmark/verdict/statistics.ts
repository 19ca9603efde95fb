/** Times of one query on one side, in short. */
export interface TimeStatistics {
  readonly p25Ms: number;
  readonly p50Ms: number;
  readonly p75Ms: number;
  readonly p95Ms: number;
  /** Standard deviation over mean, of all but the slowest tenth: one hiccup of the machine is no noise. */
  readonly variation: number;
}

/** Statistics of at least one time. Pure. */
export function deriveStatistics(timesMs: readonly number[]): TimeStatistics {
  const sorted = timesMs.toSorted((one, other) => one - other);
  return {
    p25Ms: percentile(sorted, 0.25),
    p50Ms: percentile(sorted, 0.5),
    p75Ms: percentile(sorted, 0.75),
    p95Ms: percentile(sorted, 0.95),
    variation: variationOf(sorted.slice(0, sorted.length - Math.floor(sorted.length / 10))),
  };
}

/** Of sorted numbers, with the distance between two neighbours divided evenly. */
export function percentile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const [low = 0, high = low] = [sorted[below], sorted[below + 1]];
  return low + (high - low) * (place - below);
}

function variationOf(numbers: readonly number[]): number {
  const mean = numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  if (!(mean > 0)) return 0;
  const variance = numbers.reduce((sum, each) => sum + (each - mean) ** 2, 0) / numbers.length;
  return Math.sqrt(variance) / mean;
}
