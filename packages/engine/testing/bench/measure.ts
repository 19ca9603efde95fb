import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** One run of a program. */
export interface Sample {
  readonly durationMs: number;
  /** Of the process and its children, in user and kernel mode. */
  readonly cpuMs: number;
  /** Most memory that it ever had; undefined when it does not print that. */
  readonly peakMib: number | undefined;
}

/** Middle and ends of some numbers. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Runs a program to its end and measures it. Throws with its output when it ends with a status that is not expected. */
export async function runContender(
  commandLine: readonly string[],
  env: NodeJS.ProcessEnv,
  expected: readonly (number | null)[] = [0],
): Promise<Sample> {
  // Only a shell tells what a child took.
  const script = 'TIMEFORMAT="%3R %3U %3S"; time "$@"';
  const child = spawn('bash', ['-c', script, 'bash', ...commandLine], {
    env: { ...env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const status = new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (!expected.includes(await status)) throw new Error(`${commandLine.join(' ')} failed\n${stdout}${stderr}`);
  const [seconds = 0, user = 0, system = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  const peakKib = /^\d+$/.test(stdout) ? Number(stdout) : undefined;
  return {
    durationMs: seconds * 1000,
    cpuMs: (user + system) * 1000,
    peakMib: peakKib === undefined ? undefined : peakKib / 1024,
  };
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
