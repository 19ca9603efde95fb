import type { Settings } from '../../config/settings';
import type { ScratchCopy } from '../../rehearsal/copy';
import { measure } from '../../rehearsal/measure-sql';
import type { CommandPorts } from '../../run/command';
import type { OpenPortsOf, OpenPortsOptions } from '../ports-options';

/** A copy that was made. */
export interface MadeCopy extends Pick<ScratchCopy<never>, 'kind' | 'sizeBytes' | 'notices'> {
  /** What leads to it. */
  readonly settings: Settings;
  readonly drop: () => Promise<void>;
  readonly open: ScratchCopy<never>['open'];
  /** Makes a copy of it, to which nobody is connected. */
  readonly copyAgain: () => Promise<MadeCopy>;
}

/** What its ports are opened with. */
export interface CopyPorts {
  readonly options: OpenPortsOptions;
  readonly openPorts: OpenPortsOf;
}

/** Opens a copy; nothing is connected before it is asked. */
export function openCopy(made: MadeCopy, copyPorts: CopyPorts): ScratchCopy<CommandPorts> {
  const { options, openPorts } = copyPorts;
  const { drop, settings, copyAgain, ...about } = made;
  const { migrations } = settings;
  // Nobody is asked about a copy, and it is not worth a backup.
  const asCopy = {
    ...settings,
    migrations: { ...migrations, requireConfirmation: false, backupBeforeMigration: false },
  };
  const {
    noteServer: _,
    backups: __,
    prompt: ___,
    noteDurations,
    ...ports
  } = openPorts(asCopy, { ...options, measure });
  let closed: Promise<void> | undefined;
  return {
    ...about,
    settings: asCopy,
    ports: {
      ...ports,
      // It tells something of the environment, and was not in it.
      noteDurations: (took) => noteDurations?.({ ...took, environment: `a copy of ${took.environment}` }),
    },
    rows: (sql) => ports.store.rows(() => sql),
    duplicate: async () => {
      await ports.store.close();
      return openCopy(await copyAgain(), copyPorts);
    },
    close: () => {
      closed ??= ports.close().finally(drop);
      return closed;
    },
  };
}
