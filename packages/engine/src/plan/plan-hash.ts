import { createHash } from 'node:crypto';

import type { HistoryRow } from '../history/history';
import type { Plan } from './plan';

/** Hex digits of a plan's hash: 64 bits tell apart the plans that one person compares. */
const hashDigits = 16;

/**
 * A name for what a plan would do, as `p3f9c…`: another when a script, history, or the order of steps differs. It begins
 * with a letter, so that no command line takes it for a number.
 */
export function planHash({ direction, steps }: Plan): string {
  const facts = steps.map(({ action, id, source, path, script, expected, resumeAt }) => [
    action,
    id,
    source,
    path,
    script?.script.checksum ?? null,
    resumeAt,
    expected ? factsOf(expected) : null,
  ]);
  return `p${createHash('sha256')
    .update(JSON.stringify([direction, facts]))
    .digest('hex')
    .slice(0, hashDigits)}`;
}

function factsOf(row: HistoryRow): readonly (string | number | null)[] {
  const { checksum, downChecksum, outcome, unitsDone, unitStarted, appliedOrder, runId } = row;
  return [checksum, downChecksum ?? null, outcome, unitsDone, unitStarted ?? null, appliedOrder, runId];
}
