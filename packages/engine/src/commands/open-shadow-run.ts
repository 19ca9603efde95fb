import type { ShadowRequest } from '../checks/shadow';
import { ShadowRun } from '../checks/shadow-run';
import type { Settings } from '../config/settings';
import { EngineError } from '../errors';
import type { CommandPorts } from './command';

/** Which server a shadow is like, and what it is begun with. */
export type ShadowOf = Pick<ShadowRequest, 'major' | 'user' | 'states'>;

/** Opens a shadow for a command's checks. Throws EMBEDDED_BINARIES_MISSING, EMBEDDED_START_FAILED. */
export async function openShadowRun(settings: Settings, ports: CommandPorts, wanted: ShadowOf): Promise<ShadowRun> {
  const { openShadow, engineVersion, clock, newRunId, signal } = ports;
  if (!openShadow) {
    throw new EngineError('NOT_BUILT_YET', 'These ports have no shadow.', { hint: 'Give them `openShadow`.' });
  }
  const { environment, migrations } = settings;
  const shadow = await openShadow({ ...wanted, ...shadowDatabases(settings) });
  return new ShadowRun(shadow, { environment, engineVersion, migrations, clock, newRunId, signal });
}

/** The databases of a shadow cluster: scripts may name that of any environment. */
export function shadowDatabases({
  database,
  shadow,
}: Settings): Pick<ShadowRequest, 'databaseName' | 'otherDatabaseNames'> {
  const databaseName = database.kind === 'embedded' ? database.databaseName : database.database;
  return { databaseName, otherDatabaseNames: shadow.databaseNames.filter((name) => name !== databaseName) };
}
