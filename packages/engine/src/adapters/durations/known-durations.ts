import { isRecord } from '../../config/shape/check-shape';
import type { ExpectedDuration } from '../../events';
import type { Step } from '../../plan/plan';

/** How long a step took in an environment, the last time that it ran there. */
export interface KnownDuration extends ExpectedDuration {
  readonly at: Date;
}

/** By step, the durations that are known of it: one for each environment. */
export type KnownDurations = ReadonlyMap<string, readonly KnownDuration[]>;

/** What a step is: the same text, run the same way. An edited script is another one. */
export function durationKey({ action, id, script }: Pick<Step, 'action' | 'id' | 'script'>): string {
  return `${action} ${id} ${script?.script.checksum.slice(0, 16) ?? ''}`;
}

/** The last run of a step, wherever that was; undefined when it is not known to have run. Pure. */
export function lastDuration(known: KnownDurations, key: string): ExpectedDuration | undefined {
  const [last] = [...(known.get(key) ?? [])].sort((one, other) => other.at.getTime() - one.at.getTime());
  return last && { durationMs: last.durationMs, environment: last.environment };
}

/** So many steps are kept. Only those that take long are noted at all. */
const maxSteps = 500;

/** The same with one more, and without the oldest where there are too many. Pure. */
export function addDuration(known: KnownDurations, key: string, added: KnownDuration): KnownDurations {
  const others = (known.get(key) ?? []).filter(({ environment }) => environment !== added.environment);
  // The one that was noted last is last.
  const rest = [...known].filter(([name]) => name !== key);
  return new Map([...rest.slice(-(maxSteps - 1)), [key, [...others, added]]]);
}

/** The file's text. Pure. */
export function formatDurations(known: KnownDurations): string {
  const steps = [...known].map(([key, durations]) => [
    key,
    Object.fromEntries(
      durations.map(({ environment, durationMs, at }) => [environment, { durationMs, at: at.toISOString() }]),
    ),
  ]);
  return `${JSON.stringify({ version: 1, steps: Object.fromEntries(steps) }, null, 2)}\n`;
}

/** The parse boundary of the file, which anybody may have changed: what is not understood is left out. Pure. */
export function parseDurations(text: string): KnownDurations {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new Map();
  }
  const steps = isRecord(value) && value.version === 1 && isRecord(value.steps) ? value.steps : {};
  return new Map(
    Object.entries(steps).map(([key, environments]) => [
      key,
      Object.entries(isRecord(environments) ? environments : {}).flatMap(parseDuration),
    ]),
  );
}

function parseDuration([environment, value]: [string, unknown]): readonly KnownDuration[] {
  if (!isRecord(value) || typeof value.durationMs !== 'number' || typeof value.at !== 'string') return [];
  const at = new Date(value.at);
  return Number.isNaN(at.getTime()) ? [] : [{ environment, durationMs: value.durationMs, at }];
}
