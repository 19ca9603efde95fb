import { releaseOf } from '../../migrations/release/release';
import type { Finding } from '../finding';
import { findLate } from './find-late';
import { findTouched } from './find-touched';
import type { MergeFacts } from './merge-facts';

/**
 * What goes wrong once this branch is merged into its base: migrations that come too late, and those of the base that are
 * no longer what databases applied. From files alone. Pure.
 */
export function checkMerge(facts: MergeFacts): readonly Finding[] {
  const release = releaseOf(facts.here, facts.fork);
  return [...findLate(release, facts), ...findTouched(release, facts)];
}
