import { EngineError } from '../errors';
import { parseDuration } from '../migrations/duration';

/** Milliseconds of `--concurrentTimeout`; a number is milliseconds. Undefined when it is not given. Throws OPTION_INVALID. */
export function parseConcurrentTimeout(value: string | number | undefined): number | undefined {
  if (value === undefined) return undefined;
  const durationMs = parseDuration(typeof value === 'number' ? `${value}ms` : value);
  if (durationMs !== undefined) return durationMs;
  throw new EngineError('OPTION_INVALID', `--concurrentTimeout=${value} is not a duration.`, {
    hint: 'Write 90s, 10min or 2h; 0 is no limit.',
  });
}
