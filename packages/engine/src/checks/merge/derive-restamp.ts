import { type LaterId, laterIds } from '../../migrations/release/later-ids';
import { releaseOf } from '../../migrations/release/release';
import type { MergeFacts } from './merge-facts';
import { listOfBase, listOwn } from './own-migrations';

/**
 * Later names for this branch's own migrations: for the first that is older than one of the base, or has the version of
 * one, and for all after it, so that they keep their order. Empty when each is in its place. Pure. Throws ID_INVALID.
 */
export function deriveRestamp(facts: MergeFacts, now: Date): readonly LaterId[] {
  const own = listOwn(releaseOf(facts.here, facts.fork), facts);
  const first = own.findIndex(({ trouble }) => trouble !== undefined);
  if (first < 0) return [];
  const idsOf = (migrations: readonly (typeof own)[number][]) => migrations.map(({ migration }) => migration.id);
  const others = [...listOfBase(facts).map(({ id }) => id), ...idsOf(own.slice(0, first))];
  return laterIds(idsOf(own.slice(first)), others, now);
}
