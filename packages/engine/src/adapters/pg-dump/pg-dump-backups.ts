import { collectSecrets, redactSecrets } from '../../config/redact-secrets';
import type { ServerDatabase, Settings } from '../../config/settings';
import type { Backups, Clock } from '../../ports';
import type { DumpProgram } from './dump-program';
import { findPgDump } from './find-pg-dump';
import { hostDumpProgram } from './host-dump-program';
import { openBackups } from './open-backups';

/** What the backups of an environment work with. */
export interface PgDumpBackupsOptions {
  readonly settings: Settings;
  readonly serverMajor: () => Promise<number>;
  /** Where the server is; an embedded one runs by then. */
  readonly address: () => Promise<ServerDatabase>;
  readonly clock: Clock;
}

/** Backups of an environment's database, with the pg_dump that its server needs. */
export function pgDumpBackups({ settings, serverMajor, address, clock }: PgDumpBackupsOptions): Backups {
  const { project, environment, database, migrations } = settings;
  const secrets = () => collectSecrets(database, process.env);
  return openBackups({
    owner: {
      project,
      environment,
      database: database.kind === 'embedded' ? database.databaseName : database.database,
    },
    settings: migrations.backup,
    clock,
    program: async () => hostProgram(settings, await serverMajor(), await address()),
    redact: (text) => redactSecrets(text, secrets()),
  });
}

async function hostProgram(
  { project, database, migrations }: Settings,
  serverMajor: number,
  address: ServerDatabase,
): Promise<DumpProgram> {
  const { connectTimeoutMs, lockTimeoutMs, lockRetryForMs, backup } = migrations;
  const found = await findPgDump({ serverMajor, pgDumpPath: backup.pgDumpPath, searchPath: process.env.PATH ?? '' });
  return hostDumpProgram(found, {
    database: address,
    env: process.env,
    // What other sessions see of it, and of whom they wait for.
    applicationName: `pgrestify ${project} backup`.slice(0, 63),
    connectTimeoutMs,
    // It waits once for each table, where a migration is tried again and again.
    lockWaitMs: lockTimeoutMs === 0 ? 0 : Math.max(lockTimeoutMs, lockRetryForMs),
    restorable: database.kind === 'embedded' ? 'not-here' : 'by-a-person',
  });
}
