import type { Settings } from '../../config/settings';
import { withOptions } from '../../config/with-options';
import { EngineError } from '../../errors';
import type { CopyRequest, CopySource } from '../../rehearsal/copy';
import type { CopyWish } from '../../rehearsal/plan-copy';
import type { CommandPorts, RunResult } from '../../run/command';
import type { MigrateOptions } from './migrate.options';
import { readAnonymize } from './read-anonymize';

/** An environment whose database is copied, and which copy is wanted. */
export interface CopiedEnvironment {
  /** With the options folded in. */
  readonly settings: Settings;
  readonly source: CopySource<CommandPorts>;
  readonly wish: CopyWish;
  readonly copy: CopyRequest;
}

/**
 * Does something with the database of an environment as a source of copies: of this one, or that of `copyFrom`. Throws
 * COPY_IMPOSSIBLE, ENVIRONMENT_UNKNOWN and OPTION_INVALID.
 */
export async function withCopySource(
  given: Settings,
  options: MigrateOptions,
  ports: CommandPorts,
  body: (copied: CopiedEnvironment) => Promise<RunResult>,
): Promise<RunResult> {
  const { copyFrom } = options;
  const settings = asCopied(withOptions(copyFrom === undefined ? given : await settingsOf(copyFrom, ports), options));
  const { openCopySource } = ports;
  if (!openCopySource) throw new EngineError('COPY_IMPOSSIBLE', 'Nothing here can make a copy of a database.');
  const { wish, copy } = wishOf(settings, options, ports);
  const source = openCopySource(settings);
  try {
    return await body({ settings, source, wish, copy });
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
function asCopied(settings: Settings): Settings {
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
