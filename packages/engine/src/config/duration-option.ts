import { EngineError } from '../errors';
import { parseDuration } from '../migrations/duration';
import { optionText } from '../option-text';

/** Milliseconds of an option that is a duration; a number is milliseconds. Undefined when it is not given. Throws OPTION_INVALID. */
export function parseDurationOption(name: string, value: string | number | undefined): number | undefined {
  if (value === undefined) return undefined;
  const durationMs = parseDuration(typeof value === 'number' ? `${value}ms` : value);
  if (durationMs !== undefined) return durationMs;
  throw new EngineError('OPTION_INVALID', `${optionText(name)}=${value} is not a duration.`, {
    hint: 'Write 90s, 10min or 2h; 24d is the longest.',
  });
}
