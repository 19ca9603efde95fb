import { parseDurationOption } from './duration-option';
import type { Settings } from './settings';

/** Options of a run that stand in place of what the settings say; undefined leaves it to them. */
export interface RunOptions {
  readonly outOfOrder?: boolean | undefined;
  readonly allowEmpty?: boolean | undefined;
  readonly includeTestData?: boolean | undefined;
  /** False: the application is never made to wait. */
  readonly lock?: boolean | undefined;
  readonly backup?: boolean | undefined;
  readonly concurrentTimeout?: string | number | undefined;
}

/** Settings as a run takes them, its options folded in: nothing behind this looks at those again. Throws OPTION_INVALID. */
export function withOptions(settings: Settings, options: RunOptions): Settings {
  const { migrations } = settings;
  const concurrentTimeoutMs = parseDurationOption('concurrentTimeout', options.concurrentTimeout);
  return {
    ...settings,
    migrations: {
      ...migrations,
      outOfOrder: options.outOfOrder ?? migrations.outOfOrder,
      allowEmpty: options.allowEmpty ?? migrations.allowEmpty,
      includeTestData: options.includeTestData ?? migrations.includeTestData,
      zeroDowntime: options.lock === undefined ? migrations.zeroDowntime : !options.lock,
      backupBeforeMigration: options.backup ?? migrations.backupBeforeMigration,
      ...(concurrentTimeoutMs !== undefined && { concurrentTimeoutMs }),
    },
  };
}
