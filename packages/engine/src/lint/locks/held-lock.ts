import { blockedBy, type StrongLock } from '../../sql/locks/lock-modes';
import type { LintStatement } from '../lint-script';
import type { BlockingFact, Target } from '../rule';
import type { UsedTable } from '../used-table';

/** A strong lock that a transaction keeps. */
export interface HeldLock {
  readonly shown: string;
  readonly lock: StrongLock;
  readonly what: string;
  readonly statement: LintStatement;
}

/** The one of a transaction's locks that a message names: the first that stops reads, else the first. */
export function strongerOf(
  held: HeldLock | undefined,
  { lock, what, target }: BlockingFact,
  usedTable: (target: Target) => UsedTable | undefined,
  statement: LintStatement,
): HeldLock | undefined {
  const isStronger = !held || (blockedBy(held.lock) === 'writes' && blockedBy(lock) === 'reads-and-writes');
  const used = isStronger ? usedTable(target) : undefined;
  return used ? { shown: used.shown, lock, what, statement } : held;
}

/** `its transaction holds ACCESS EXCLUSIVE on public.posts (ALTER TABLE in line 1)`. */
export function describeHeld({ shown, lock, what, statement }: HeldLock): string {
  return `its transaction holds ${lock} on ${shown} (${what} in line ${statement.locate().line})`;
}
