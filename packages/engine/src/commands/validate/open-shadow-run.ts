import type { ShadowRequest } from '../../checks/shadow/shadow';
import { ShadowRun, type ShadowRunOptions } from '../../checks/shadow/shadow-run';
import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import type { CommandPorts } from '../../run/command';

/** Which server a shadow is like, and what it is begun with. The name of the database is that of the settings unless set. */
export type ShadowOf = Pick<ShadowRequest, 'major' | 'user' | 'sessionSettings' | 'states'> &
  Partial<Pick<ShadowRequest, 'databaseName'>> &
  Pick<ShadowRunOptions, 'makesRole' | 'explain'>;

/** Opens a shadow for a command's checks. Throws EMBEDDED_BINARIES_MISSING, EMBEDDED_START_FAILED. */
export async function openShadowRun(settings: Settings, ports: CommandPorts, wanted: ShadowOf): Promise<ShadowRun> {
  const { openShadow, engineVersion, clock, newRunId, signal } = ports;
  if (!openShadow) {
    throw new EngineError('NOT_BUILT_YET', 'These ports have no shadow.', { hint: 'Give them `openShadow`.' });
  }
  const { environment, migrations, shadow: expected } = settings;
  const { makesRole, explain, ...server } = wanted;
  const databases = shadowDatabases(settings, wanted.databaseName);
  const shadow = await openShadow({ ...server, ...databases, roles: expected.roles });
  const about = { environment, engineVersion, migrations, clock, newRunId, signal };
  return new ShadowRun(shadow, { ...about, makesRole, ...(explain && { explain }) });
}

/** The databases of a shadow cluster: scripts may name that of any environment. */
export function shadowDatabases(
  { database, shadow }: Settings,
  databaseName = nameOf(database),
): Pick<ShadowRequest, 'databaseName' | 'otherDatabaseNames'> {
  return { databaseName, otherDatabaseNames: shadow.databaseNames.filter((name) => name !== databaseName) };
}

/** One in a container may be known to the container alone, until it is connected to. */
function nameOf(database: Settings['database']): string {
  return (database.kind === 'embedded' ? database.databaseName : database.database) ?? 'postgres';
}
