import type { BenchmarkBudget } from '../../config/settings';
import { deriveStatistics } from './statistics';

/** A query's time before and after, one directly after the other. */
export interface TimePair {
  readonly beforeMs: number;
  readonly afterMs: number;
}

/** What is said of a query's times, with the reason as a sentence's end. */
export interface TimeVerdict {
  readonly kind: 'slower' | 'faster' | 'within-budget' | 'noise';
  /** The median after over the median before. */
  readonly factor: number;
  readonly reason: string;
}

/** So much of its time must be saved before a query is called faster: less is worth no praise. */
const praisedFactor = 0.9;

/** So many of the pairs must say the same as the medians: of 20 throws of a coin they do so in 2 of 100 cases. */
const agreement = 0.75;

/**
 * Judges pairs of times by their medians. They are noise, and not judged, where they vary by more than the bound and the
 * middle halves of the two sides overlap, or where the pairs do not agree on what the medians say. Pure.
 */
export function judgeTimes(pairs: readonly TimePair[], { maxSlowdown, maxVariation }: BenchmarkBudget): TimeVerdict {
  const before = pairs.map(({ beforeMs }) => beforeMs);
  const after = pairs.map(({ afterMs }) => afterMs);
  const [old, now] = [deriveStatistics(before), deriveStatistics(after)];
  // A clock of microseconds may show none at all.
  const factor = Math.max(now.p50Ms, shortestMs) / Math.max(old.p50Ms, shortestMs);
  const variation = Math.max(old.variation, now.variation);
  const areApart = now.p25Ms > old.p75Ms * maxSlowdown || now.p75Ms < old.p25Ms * praisedFactor;
  if (variation > maxVariation && !areApart) {
    const reason = `its times vary by ${percent(variation)} of their mean, and ${percent(maxVariation)} is the bound`;
    return { kind: 'noise', factor, reason };
  }
  const agreed = (holds: (pair: TimePair) => boolean) => pairs.filter(holds).length;
  if (factor > maxSlowdown) {
    const over = agreed(({ beforeMs, afterMs }) => afterMs > beforeMs * maxSlowdown);
    const reason = `it takes ${times(factor)} as long, and ${times(maxSlowdown)} is the budget`;
    if (over >= pairs.length * agreement) return { kind: 'slower', factor, reason };
    return { kind: 'noise', factor, reason: `${reason}, but only ${over} of ${pairs.length} pairs are over it` };
  }
  const under = agreed(({ beforeMs, afterMs }) => afterMs < beforeMs);
  if (factor <= praisedFactor && under >= pairs.length * agreement) {
    return { kind: 'faster', factor, reason: `it takes ${times(factor)} as long` };
  }
  return { kind: 'within-budget', factor, reason: `it takes ${times(factor)} as long, within ${times(maxSlowdown)}` };
}

const shortestMs = 0.001;

/** `1.24 times`; of small and large factors, as many digits as tell something. */
export function times(factor: number): string {
  return `${factor >= 100 ? factor.toFixed(0) : Number(factor.toPrecision(3))} times`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
