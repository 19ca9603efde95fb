import { roleNamer } from '../../checks/shadow/role-namer';
import { runSetup } from '../../checks/shadow/setup';
import type { LiveServer, ShadowRequest } from '../../checks/shadow/shadow';
import { ShadowRun, type ShadowRunOptions } from '../../checks/shadow/shadow-run';
import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import type { MigrationSet } from '../../migrations/migration';
import type { CommandPorts } from '../../run/command';
import { openProject } from '../../run/facts/project-files';
import { readSetup } from '../../run/facts/setup-files';

/** Which server a shadow is like, and what it is begun with. The name of the database is that of the settings unless set. */
export type ShadowOf = Pick<ShadowRequest, 'major' | 'user' | 'sessionSettings' | 'states' | 'live'> &
  Partial<Pick<ShadowRequest, 'databaseName'>> &
  Pick<ShadowRunOptions, 'makesRole' | 'explain' | 'hooks'> & {
    /** All that will run on it, beside setup files and hooks. */
    readonly sets: readonly MigrationSet[];
  };

/**
 * Opens a shadow for a command, with the setup files of the config run on it. Throws what `OpenShadow` throws, FILE_UNREADABLE
 * for a setup file that is not there, and SHADOW_SETUP_FAILED.
 */
export async function openShadowRun(settings: Settings, ports: CommandPorts, wanted: ShadowOf): Promise<ShadowRun> {
  const { openShadow, engineVersion, clock, newRunId, signal } = ports;
  if (!openShadow) {
    throw new EngineError('NOT_BUILT_YET', 'These ports have no shadow.', { hint: 'Give them `openShadow`.' });
  }
  const { environment, migrations, shadow: expected } = settings;
  const { makesRole, explain, hooks, sets, ...server } = wanted;
  const databases = shadowDatabases(settings, wanted.databaseName);
  const setup = readSetup(settings, ports.files);
  const namesRole = roleNamer({ setup, sets, hooks: [...(hooks?.values() ?? [])] });
  const shadow = await openShadow({ ...server, ...databases, namesRole, roles: expected.roles });
  const about = { environment, engineVersion, migrations, clock, newRunId, signal };
  const run = new ShadowRun(shadow, { ...about, makesRole, ...(explain && { explain }), ...(hooks && { hooks }) });
  try {
    await runSetup(run, setup, openProject(settings, ports.files).parse);
    return run;
  } catch (error) {
    await run.close();
    throw error;
  }
}

/** The server of the environment that a command works on, if a shadow must not be on it. */
export async function liveServerOf(
  { environment, development, shadow }: Settings,
  { store }: CommandPorts,
): Promise<LiveServer | undefined> {
  if (development || shadow.allowedServers.includes(environment)) return undefined;
  const { identity } = await store.read();
  return identity && { environment, identity };
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
