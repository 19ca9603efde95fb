import { deriveRestamp } from '../../checks/merge/derive-restamp';
import { listOfBase } from '../../checks/merge/own-migrations';
import type { Settings } from '../../config/settings';
import type { LaterId } from '../../migrations/release/later-ids';
import type { CommandPorts } from '../../run/command';
import { readProject } from '../../run/facts/project-files';
import { readMergeFacts } from './read-merge-facts';

/** A migration's folder, relative to the workspace, and where it is to go. */
export interface Restamp extends LaterId {
  readonly path: string;
  readonly newPath: string;
}

/** Which migrations of a branch get later names; or why that cannot be told, as the end of a sentence. */
export type RestampPlan =
  | {
      readonly known: true;
      /** As a message names the base. */
      readonly ref: string;
      readonly renames: readonly Restamp[];
      /** Ids that the base has. */
      readonly others: readonly string[];
    }
  | { readonly known: false; readonly ref: string; readonly why: string };

/**
 * Later names for the migrations of this branch that would run out of order after its merge, or whose version is taken.
 * Those that the base has are never among them. Reads the sql folder, here and by git on the base; no database. Writes
 * nothing. Throws BASE_UNREADABLE, ID_INVALID.
 */
export function planRestamp(
  settings: Settings,
  { base: name }: { readonly base?: string | undefined },
  { base: readBase, clock, files }: Pick<CommandPorts, 'base' | 'clock' | 'files'>,
): RestampPlan {
  const reading = readBase?.(name);
  if (!reading?.known) {
    return { known: false, ref: reading?.ref.name ?? name ?? 'main', why: reading?.why ?? 'nothing is known of git' };
  }
  const { set } = readProject(settings, files);
  const facts = readMergeFacts(set, reading.base, settings);
  const paths = new Map(set.versioned.map(({ id, path }) => [id, path]));
  const renames = deriveRestamp(facts, clock.now()).map(({ from, to }) => {
    const path = paths.get(from) ?? from;
    return { from, to, path, newPath: `${path.slice(0, path.lastIndexOf('/') + 1)}${to}` };
  });
  return { known: true, ref: reading.base.ref, renames, others: listOfBase(facts).map(({ id }) => id) };
}
