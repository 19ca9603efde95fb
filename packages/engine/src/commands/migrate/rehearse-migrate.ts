import type { Settings } from '../../config/settings';
import { withOptions } from '../../config/with-options';
import { EngineError } from '../../errors';
import type { CopyRequest } from '../../rehearsal/copy';
import type { CopyWish } from '../../rehearsal/plan-copy';
import type { CommandPorts, RunResult } from '../../run/command';
import { rehearse } from '../../run/rehearse';
import { rollbackRequest } from '../rollback/rollback';
import type { MigrateOptions } from './migrate.options';
import { migrateRequest } from './migrate-request';
import { readAnonymize } from './read-anonymize';

/**
 * `migrate --test`: what is pending, up, down and up on a scratch copy of the environment's database, or with `copyFrom` of
 * that environment's, as which it is then judged throughout.
 *
 * Reads the sql folder, and the database through sessions that cannot write. Writes a copy, which is dropped however it ends.
 * Ends as `succeeded`, `nothing-to-do`, `refused` (no copy was made), `failed` or `cancelled`. Throws what opening a copy
 * throws, STEP_FAILED of the SQL that makes rows anonymous, and the errors of options.
 */
export async function rehearseMigrate(
  given: Settings,
  options: MigrateOptions,
  ports: CommandPorts,
): Promise<RunResult> {
  const { copyFrom } = options;
  const settings = asRehearsed(
    withOptions(copyFrom === undefined ? given : await settingsOf(copyFrom, ports), options),
  );
  const { openCopySource } = ports;
  if (!openCopySource) throw new EngineError('COPY_IMPOSSIBLE', 'Nothing here can make a copy of a database.');
  const { wish, copy } = wishOf(settings, options, ports);
  const source = openCopySource(settings);
  try {
    const up = migrateRequest(settings, options);
    return await rehearse(
      { up, down: (steps) => rollbackRequest(settings, { steps, allowRequired: true }), wish, copy },
      source,
    );
  } finally {
    await source.close();
  }
}

async function settingsOf(environment: string, { environmentSettings }: CommandPorts): Promise<Settings> {
  if (environmentSettings) return environmentSettings(environment);
  throw new EngineError('ENVIRONMENT_UNKNOWN', `Nothing is known here of environment "${environment}".`, {
    hint: 'Bring environmentSettings to openPorts.',
  });
}

/** What asks before a run, or prepares for its loss, is for the database itself. */
function asRehearsed(settings: Settings): Settings {
  const { migrations } = settings;
  return { ...settings, migrations: { ...migrations, requireConfirmation: false, backupBeforeMigration: false } };
}

function wishOf(
  settings: Settings,
  { withData = false, anonymize }: MigrateOptions,
  { files }: CommandPorts,
): { readonly wish: CopyWish; readonly copy: CopyRequest } {
  if (typeof withData === 'string' && withData !== 'raw') {
    throw new EngineError('OPTION_INVALID', `--with-data=${withData} is neither a flag nor "raw".`, {
      hint: 'Pass --with-data, or --with-data=raw.',
    });
  }
  if (anonymize !== undefined && withData !== true) {
    throw new EngineError('OPTION_INVALID', '--anonymize is for --with-data: no other rows are made anonymous.', {
      hint: 'Pass --with-data as well, or leave it out.',
    });
  }
  const data = withData === false ? 'history' : 'all';
  const isRaw = withData === 'raw';
  const script = data === 'all' && !isRaw ? readAnonymize(settings, anonymize, files) : undefined;
  return {
    wish: { data, isRaw, isAnonymized: script !== undefined },
    copy: { data, ...(script && { anonymize: script }) },
  };
}
