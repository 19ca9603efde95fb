import type { Duplex } from 'node:stream';
import type { ClientConfig } from 'pg';
import { tlsOptions } from '../../config/database/tls-options';
import type { ServerDatabase } from '../../config/settings';
import { type Session, sessionOf, socketOf } from '../session/session';
import { describeConnectError } from './connect-error';
import { createClient, type LibpqVariables } from './driver-client';
import { type FiledPassword, readPasswordFile } from './password-file';

/** How a session is opened. */
export interface OpenSessionOptions {
  readonly applicationName: string;
  readonly connectTimeoutMs: number;
  /** What of the config says the address, for hints; the environment unless set. */
  readonly saidBy?: string;
  /** Ignored unless set. */
  readonly libpqVariables?: LibpqVariables;
  /** Aborted: connecting ends at once. */
  readonly signal?: AbortSignal;
  /** What the session begins with, before what the server has for its role and database. */
  readonly settings?: ReadonlyMap<string, string>;
  /** Makes what its bytes go over; a socket unless set. */
  readonly stream?: () => Duplex;
}

/**
 * Opens a session. Throws CONNECTION_FAILED, SERVER_NOT_READY, TOO_MANY_CONNECTIONS, AUTHENTICATION_FAILED,
 * DATABASE_MISSING, PRIVILEGE_MISSING or TLS_FAILED, none with a secret in it. Reads nothing but `.pgpass`, when the server
 * asks for a password and none is given.
 */
export async function openSession(database: ServerDatabase, options: OpenSessionOptions): Promise<Session> {
  let filed: FiledPassword = { kind: 'none' };
  const readFiled = (): string => {
    filed = readPasswordFile(database, process.env);
    // An empty one counts as none.
    return filed.kind === 'found' ? filed.password : '';
  };
  const config = { ...clientConfig(database, options), password: database.password ?? readFiled };
  const client = createClient(config, options.libpqVariables ?? 'ignored');
  // Without a listener a socket error after connecting would end the process.
  client.on('error', () => {});
  const { signal } = options;
  const stop = () => socketOf(client).destroy(new Error('interrupted'));
  signal?.addEventListener('abort', stop);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => {});
    throw describeConnectError(error, database, {
      filed,
      ...(options.saidBy !== undefined && { saidBy: options.saidBy }),
    });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  return sessionOf(client);
}

/** As a command line: blanks and backslashes in values are escaped. PostgreSQL's documentation, libpq, `options`. */
function describeSettings(settings: ReadonlyMap<string, string>): string {
  return [...settings].map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\\s]/g, '\\$&')}`).join(' ');
}

function clientConfig(database: ServerDatabase, options: OpenSessionOptions): ClientConfig {
  return {
    host: database.host,
    port: database.port,
    database: database.database,
    user: database.user,
    // Left out, `pg` would ask PGSSLMODE, which the settings have heard already, or must not.
    ssl: database.ssl ? tlsOptions(database.ssl) : false,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...(options.stream && { stream: options.stream }),
    ...(options.settings && { options: describeSettings(options.settings) }),
  };
}
