import { hostname } from 'node:os';
import { applicationName } from '../../config/database/application-name';
import { collectSecrets, redactSecrets } from '../../config/redact-secrets';
import type { ServerDatabase, Settings } from '../../config/settings';
import type { Backups, Clock } from '../../ports';
import type { OpenDocker } from '../docker/open-docker';
import { containerDumpProgram } from './container-dump-program';
import type { DumpProgram } from './dump-program';
import { findPgDump } from './find-pg-dump';
import { type HostDumpOptions, hostDumpProgram } from './host-dump-program';
import { openBackups } from './open-backups';

/** What the backups of an environment work with. */
export interface PgDumpBackupsOptions {
  readonly settings: Settings;
  readonly serverMajor: () => Promise<number>;
  /** Where the server is; an embedded one runs by then. */
  readonly address: () => Promise<ServerDatabase>;
  /** The container that it is in; undefined for every other kind. */
  readonly docker: (() => Promise<OpenDocker>) | undefined;
  readonly clock: Clock;
}

/** Backups of an environment's database, with the pg_dump that its server needs. */
export function pgDumpBackups(options: PgDumpBackupsOptions): Backups {
  const { settings, clock } = options;
  const { project, environment, database, migrations } = settings;
  const { find, redact } = dumpProgramOf(options);
  return openBackups({
    owner: {
      project,
      environment,
      database: nameOf(database),
    },
    settings: migrations.backup,
    clock,
    program: find,
    redact,
  });
}

/** The pg_dump of an environment's server: the container's, or this machine's that fits best. */
export function dumpProgramOf({ settings, serverMajor, address, docker }: Omit<PgDumpBackupsOptions, 'clock'>): {
  /** Throws BACKUP_PROGRAM_MISSING, and what docker does without the program. */
  readonly find: () => Promise<DumpProgram>;
  /** Takes the secrets out of what it says. */
  readonly redact: (text: string) => string;
} {
  let ofContainer: readonly string[] = [];
  return {
    find: async () => {
      if (!docker) return hostProgram(settings, await serverMajor(), await address());
      const opened = await docker();
      ofContainer = [opened.credentials.password ?? ''];
      return containerDumpProgram(opened, { ...dumpOptions(settings), env: process.env });
    },
    redact: (text) => redactSecrets(text, [...collectSecrets(settings.database, process.env), ...ofContainer]),
  };
}

/** What only its container says goes by the name of its service. */
function nameOf(database: Settings['database']): string {
  switch (database.kind) {
    case 'embedded':
      return database.databaseName;
    case 'docker':
      return database.database ?? database.source.name;
    default:
      return database.database;
  }
}

async function hostProgram(settings: Settings, serverMajor: number, address: ServerDatabase): Promise<DumpProgram> {
  const { backup } = settings.migrations;
  const found = await findPgDump({ serverMajor, pgDumpPath: backup.pgDumpPath, searchPath: process.env.PATH ?? '' });
  return hostDumpProgram(found, {
    database: address,
    env: process.env,
    ...dumpOptions(settings),
    restorable: settings.database.kind === 'embedded' ? 'not-here' : 'by-a-person',
  });
}

function dumpOptions({
  project,
  migrations,
}: Settings): Pick<HostDumpOptions, 'applicationName' | 'connectTimeoutMs' | 'lockWaitMs'> {
  const { connectTimeoutMs, lockTimeoutMs, lockRetryForMs } = migrations;
  return {
    // What other sessions see of it, and of whom they wait for.
    applicationName: applicationName(`${project} backup`, process.env, hostname()),
    connectTimeoutMs,
    // It waits once for each table, where a migration is tried again and again.
    lockWaitMs: lockTimeoutMs === 0 ? 0 : Math.max(lockTimeoutMs, lockRetryForMs),
  };
}
