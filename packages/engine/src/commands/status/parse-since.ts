import { EngineError } from '../../errors';
import { parseSpan } from '../../migrations/duration';
import type { Clock } from '../../ports';

/** The time that `--since` says, of day or by how long ago; undefined unless set. Throws OPTION_INVALID. */
export function parseSince(text: string | undefined, clock: Clock): Date | undefined {
  if (text === undefined) {
    return undefined;
  }
  const agoMs = parseSpan(text);
  // A time has its year: JavaScript takes a bare 5 for May 2001.
  const at = /\b\d{4}\b/.test(text) ? Date.parse(text) : Number.NaN;
  const since = new Date(agoMs === undefined ? at : clock.now().getTime() - agoMs);
  if (Number.isNaN(since.getTime())) {
    throw new EngineError('OPTION_INVALID', `--since=${text} is neither a time nor a duration.`, {
      hint: 'Write 2026-01-31, 2026-01-31T12:00:00Z, or how long ago: 30s, 5m, 2h, 3d, 2w. Months have no fixed length: write the date, or 90d.',
    });
  }
  return since;
}
