import { createHash } from 'node:crypto';

import type { HistoryRow } from '../history/history';
import type { ParsedScript } from '../migrations/migration';
import type { Plan } from './plan';

/** What a plan is for, beside its steps: what was reviewed for staging must not be confirmed for production. */
export interface PlanTarget {
  readonly project: string;
  readonly environment: string;
  /** Facts by which the database is known again; never the text of a URL alone where the server tells more. */
  readonly database: readonly string[];
  /** What the run does beside its steps, each with what it depends on: a reset with what it drops, test data. */
  readonly besides: readonly string[];
}

/** Hex digits of a plan's hash: 64 bits tell apart the plans that one person compares. */
const hashDigits = 16;

/**
 * A name for what a plan would do and where, as `p3f9c…`: another when a script, history, the order of steps or the
 * target differs. It begins with a letter, so that no command line takes it for a number.
 */
export function planHash({ direction, steps }: Plan, target: PlanTarget): string {
  const facts = steps.map(({ action, id, source, path, script, expected, resumeAt, change, hooks }) => [
    action,
    id,
    source,
    path,
    script?.script.checksum ?? null,
    resumeAt,
    expected ? factsOf(expected) : null,
    ...(change ? [change] : []),
    ...(hooks ? [hooks.told, checksumOf(hooks.beforeEach), checksumOf(hooks.afterEach)] : []),
  ]);
  const { project, environment, database, besides } = target;
  return `p${createHash('sha256')
    .update(JSON.stringify([direction, facts, project, environment, database, besides]))
    .digest('hex')
    .slice(0, hashDigits)}`;
}

/** Whether a text may be the hash of a plan: an unset variable and a word are not. */
export function isPlanHash(text: string): boolean {
  return new RegExp(`^p[0-9a-f]{${hashDigits}}$`).test(text);
}

function checksumOf(hook: ParsedScript | undefined): string | null {
  return hook?.script.checksum ?? null;
}

function factsOf(row: HistoryRow): readonly (string | number | null)[] {
  const { checksum, downChecksum, outcome, unitsDone, unitStarted, appliedOrder, runId } = row;
  return [checksum, downChecksum ?? null, outcome, unitsDone, unitStarted ?? null, appliedOrder, runId];
}
