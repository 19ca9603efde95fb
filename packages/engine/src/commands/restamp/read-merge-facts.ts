import type { MergeFacts } from '../../checks/merge/merge-facts';
import type { Settings } from '../../config/settings';
import type { MigrationSet } from '../../migrations/migration';
import type { Base } from '../../ports';
import { readProject } from '../../run/facts/project-files';

/** The scripts of a project here and on its base. Throws BASE_UNREADABLE. */
export function readMergeFacts(here: MigrationSet, { ref, fork, tip, head }: Base, settings: Settings): MergeFacts {
  const atFork = readProject(settings, fork).set;
  const atTip = tip === fork ? atFork : readProject(settings, tip).set;
  const { project, refuseOutOfOrder } = settings;
  return { project, here, fork: atFork, tip: atTip, ref, commit: fork.commit, head, refuseOutOfOrder };
}
