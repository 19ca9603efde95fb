import { ShadowRun } from '../checks/shadow-run';
import type { Settings } from '../config/settings';
import { EngineError } from '../errors';
import type { CommandPorts } from './command';

/** Which server a shadow is like. */
export interface ShadowOf {
  readonly major: number;
  /** The role of the live database that it is compared with. */
  readonly user?: string;
}

/** Opens a shadow for a command's checks. Throws EMBEDDED_BINARIES_MISSING, EMBEDDED_START_FAILED. */
export async function openShadowRun(settings: Settings, ports: CommandPorts, server: ShadowOf): Promise<ShadowRun> {
  const { openShadow, engineVersion, clock, newRunId, signal } = ports;
  if (!openShadow) {
    throw new EngineError('NOT_BUILT_YET', 'These ports have no shadow.', { hint: 'Give them `openShadow`.' });
  }
  const { database, environment, migrations } = settings;
  const databaseName = database.kind === 'embedded' ? database.databaseName : database.database;
  return ShadowRun.open({
    open: () => openShadow({ ...server, databaseName }),
    environment,
    engineVersion,
    migrations,
    clock,
    newRunId,
    signal,
  });
}
