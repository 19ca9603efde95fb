import type { Settings } from '../../config/settings';
import type { History } from '../../history/history';
import type { MigrationStatus } from '../../plan/plan';
import { findOtherNames, mayHaveOtherName, type OtherName } from '../../plan/refusals/other-name';
import type { Known } from '../../run/facts/questions';

/**
 * Looks in the database for the migrations under another project's name. Asked only before a project's first versioned
 * migration, where other projects have a history: the usual run asks nothing. Pure.
 */
export function lookUpOtherNames(
  { environment }: Settings,
  { otherStamps = [] }: History,
  statuses: readonly MigrationStatus[],
  known: Known,
): readonly OtherName[] {
  if (otherStamps.length === 0 || !mayHaveOtherName(statuses)) return [];
  return findOtherNames(statuses, known.ask('other-scripts', '', undefined, []), environment);
}
