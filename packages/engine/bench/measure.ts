import { spawnSync } from 'node:child_process';

/** A program to be timed, as a whole process from start to exit. */
export interface Contender {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** One run of a program. */
export interface Sample {
  readonly durationMs: number;
  /** Most memory that it ever had; 0 when it does not print that. */
  readonly peakMib: number;
}

/** Middle and ends of some numbers. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Runs Node with these arguments and times it. Throws with its output when it fails. */
export function runContender({ args, env }: Contender): Sample {
  const start = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  const durationMs = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return { durationMs, peakMib: Number(stdout || 0) / 1024 };
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  };
}

/** `12.3 (11.9–14.0)`. */
export function describeSpread({ median, min, max }: Spread, digits = 0): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}
