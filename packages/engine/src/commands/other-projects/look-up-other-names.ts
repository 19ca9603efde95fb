import type { Settings } from '../../config/settings';
import type { History } from '../../history/history';
import type { MigrationStatus } from '../../plan/plan';
import { findOtherNames, mayHaveOtherName, type OtherName } from '../../plan/refusals/other-name';
import type { CommandPorts } from '../../run/command';

/**
 * Looks in the database for the migrations under another project's name. Asked only before a project's first versioned
 * migration, where other projects have a history: the usual run asks nothing.
 */
export async function lookUpOtherNames(
  { environment }: Settings,
  { otherStamps = [] }: History,
  statuses: readonly MigrationStatus[],
  { store }: Pick<CommandPorts, 'store'>,
): Promise<readonly OtherName[]> {
  if (otherStamps.length === 0 || !mayHaveOtherName(statuses)) return [];
  return findOtherNames(statuses, await store.readOtherScripts(), environment);
}
