import type { Finding } from '../../checks/finding';
import { deriveRunKey } from '../../checks/shadow/state-keys';
import { checkUpgrade } from '../../checks/shadow/upgrade/check-upgrade';
import type { UpgradePlan } from '../../checks/shadow/upgrade/plan-upgrade';
import { ValidatedPrefix } from '../../checks/shadow/validated-prefix';
import type { Settings } from '../../config/settings';
import type { CatalogRow } from '../../ports';
import type { CommandPorts } from '../../run/command';
import type { BaseScripts } from './against-base';
import { type FilesToRun, openPlannedShadow, planShadow } from './shadow-of-files';

/** What is upgraded, and what it is compared with. */
export interface Upgrade {
  readonly base: BaseScripts;
  readonly plan: UpgradePlan;
  /** The schema that the files make in a fresh database. */
  readonly fresh: readonly CatalogRow[];
}

/**
 * Upgrades a shadow of the base's scripts by those of the branch. It begins with the state of the base that an earlier run
 * kept, else with that of as many of its migrations as were validated before.
 */
export async function upgradeOnShadow(
  files: FilesToRun,
  { base, plan, fresh }: Upgrade,
  major: number,
  settings: Settings,
  ports: CommandPorts,
): Promise<{ readonly findings: readonly Finding[] }> {
  const ofBase = { project: files.project, set: base.set, parse: files.parse };
  const planned = await planShadow(ofBase, major, settings, ports);
  const { keys, required, wanted } = planned;
  const baseKey = deriveRunKey(keys, base.set.after);
  const states = [baseKey, ...(wanted.states ?? [])];
  const sets = [...wanted.sets, files.set];
  const opened = await openPlannedShadow({ ...planned, wanted: { ...wanted, states, sets } }, settings, ports);
  const { run } = opened;
  if (!run) return opened;
  try {
    // Nothing is kept under the keys of what is validated: here it only runs.
    const prefix = new ValidatedPrefix({ run, keys, clock: ports.clock, isSound: () => false });
    return await checkUpgrade({ base: { ...ofBase, run, prefix }, required, plan, set: files.set, fresh, baseKey });
  } finally {
    await run.close();
  }
}
