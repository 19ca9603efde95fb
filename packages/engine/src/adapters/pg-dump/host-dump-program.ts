import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerDatabase } from '../../config/settings';
import { conninfo } from './conninfo';
import type { DumpProgram, ProgramCall } from './dump-program';
import type { FoundPgDump } from './find-pg-dump';
import { programEnvironment } from './program-environment';
import { restoreCommand } from './restore-command';
import { trustedCertificates } from './trusted-certificates';

/** What pg_dump needs to know beside the database. */
export interface HostDumpOptions {
  readonly database: ServerDatabase;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly applicationName: string;
  readonly connectTimeoutMs: number;
  /** How long it waits for the lock on a table; 0 is no limit. */
  readonly lockWaitMs: number;
  /** Whether a person can reach the database as we do: not an embedded one, whose server stops. */
  readonly restorable: 'by-a-person' | 'not-here';
}

/** The pg_dump of this machine, over a connection of its own. */
export function hostDumpProgram(found: FoundPgDump, options: HostDumpOptions): DumpProgram {
  const { database, lockWaitMs } = options;
  const env = programEnvironment(database.password, options.env);
  const call = (folderPath: string, form: readonly string[]): ProgramCall => ({
    argv: [
      found.pgDumpPath,
      ...form,
      '--no-password',
      ...(lockWaitMs > 0 ? [`--lock-wait-timeout=${lockWaitMs}`] : []),
      `--dbname=${conninfo({ ...address(options), ...tls(database, folderPath) })}`,
    ],
    env,
  });
  return {
    name: found.pgDumpPath,
    version: found.version,
    dump: (folderPath) => call(folderPath, ['--format=custom']),
    script: (folderPath, withoutRows) =>
      call(folderPath, [
        '--format=plain',
        '--encoding=UTF8',
        // One of the copy would take rows that are the original's.
        '--no-subscriptions',
        '--no-tablespaces',
        ...(withoutRows.length > 0 ? ['--no-blobs'] : []),
        ...withoutRows.map((schema) => `--exclude-table-data=${pattern(schema)}.*`),
      ]),
    list: () => ({ argv: [found.pgRestorePath, '--list'], env: programEnvironment(undefined, options.env) }),
    restoreCommand: (dumpPath) =>
      options.restorable === 'by-a-person' ? restoreCommand(found.pgRestorePath, database, dumpPath) : undefined,
  };
}

/** A name as pg_dump's patterns have it: within quotes nothing but a quote means anything. */
function pattern(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function address({ database, applicationName, connectTimeoutMs }: HostDumpOptions) {
  const { host, port, database: dbname, user } = database;
  return {
    host,
    port,
    dbname,
    user,
    application_name: applicationName,
    // libpq takes seconds, at least two; 0 is no limit.
    connect_timeout: connectTimeoutMs > 0 ? Math.max(2, Math.ceil(connectTimeoutMs / 1_000)) : 0,
    // A dead server is noticed within half a minute.
    keepalives_idle: 10,
    keepalives_interval: 5,
    keepalives_count: 3,
    tcp_user_timeout: 30_000,
    // `pg` knows no GSSAPI; libpq would try it first.
    gssencmode: 'disable',
  };
}

/**
 * TLS as the engine's own connections have it. Every file is named, since libpq would else find others in ~/.postgresql;
 * one that does not exist is none.
 */
function tls({ ssl }: ServerDatabase, folderPath: string): Readonly<Record<string, string>> {
  if (!ssl) return { sslmode: 'disable' };
  const trusted = ssl.ca ?? (ssl.mode === 'require' ? undefined : trustedCertificates());
  const file = (name: string, text: string | undefined): string => {
    const path = join(folderPath, name);
    // libpq refuses a key that others may read.
    if (text !== undefined) writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  return {
    sslmode: ssl.mode,
    sslrootcert: file('ca.pem', trusted),
    sslcert: file('cert.pem', ssl.cert),
    sslkey: file('key.pem', ssl.key),
    sslcrl: file('crl.pem', undefined),
  };
}
