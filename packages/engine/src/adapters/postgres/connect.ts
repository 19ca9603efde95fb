import { Client, type ClientConfig } from 'pg';
import type { ServerDatabase } from '../../config/settings';
import { tlsOptions } from '../../config/tls-options';
import { EngineError } from '../../errors';
import { quoteIdentifier } from '../../sql/quote';
import { type Session, sessionOf } from './session';

/**
 * Opens a session. Throws CONNECTION_FAILED, AUTHENTICATION_FAILED or DATABASE_MISSING, none with a secret in it.
 * Reads nothing but `.pgpass` (through `pg`, when no password is given).
 */
export async function openSession(
  database: ServerDatabase,
  options: { readonly applicationName: string; readonly connectTimeoutMs: number },
): Promise<Session> {
  const client = new Client(clientConfig(database, options));
  // Without a listener a socket error after connecting would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => {});
    throw describeConnectError(error, database);
  }
  return sessionOf(client);
}

function clientConfig(
  database: ServerDatabase,
  options: { readonly applicationName: string; readonly connectTimeoutMs: number },
): ClientConfig {
  return {
    host: database.host,
    port: database.port,
    database: database.database,
    user: database.user,
    password: database.password,
    // Left out, `pg` would ask PGSSLMODE, which the settings have heard already, or must not.
    ssl: database.ssl ? tlsOptions(database.ssl) : false,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

interface ConnectError {
  readonly code?: string;
  readonly message?: string;
}

function describeConnectError(error: unknown, database: ServerDatabase): EngineError {
  const { code, message = 'no reason given' } = error as ConnectError;
  const where = `${database.host}:${database.port}`;
  const fields = { host: database.host, port: database.port, database: database.database, user: database.user };
  switch (code) {
    case '28P01':
    case '28000':
      return new EngineError('AUTHENTICATION_FAILED', `${where} refuses user "${database.user}": ${message}.`, {
        hint: 'Correct username and password of the environment.',
        fields,
      });
    case '3D000':
      return new EngineError('DATABASE_MISSING', `${where} has no database "${database.database}".`, {
        hint: `Create it (CREATE DATABASE), or correct the name in the config.`,
        fields,
      });
    case '42501':
      return new EngineError('PRIVILEGE_MISSING', `${where} does not let "${database.user}" connect: ${message}.`, {
        hint: `Run as an owner: GRANT CONNECT ON DATABASE ${quoteIdentifier(database.database)} TO ${quoteIdentifier(database.user)};`,
        fields,
      });
    default:
      if (passwordNeeded.test(message)) {
        return new EngineError('AUTHENTICATION_FAILED', `${where} asks for a password, and none is given.`, {
          hint: 'Set the password of the environment, or write it into ~/.pgpass.',
          fields,
        });
      }
      return new EngineError('CONNECTION_FAILED', `Cannot connect to ${where}: ${reasonOf(error, message)}.`, {
        hint: 'Start the server, or correct host and port of the environment.',
        fields,
      });
  }
}

/** What the driver says when the server asks for a password: no error of the server's. */
const passwordNeeded = /client password must be a (non-empty )?string/;

/** Node wraps the attempts over IPv4 and IPv6 in an AggregateError without a message. */
function reasonOf(error: unknown, message: string): string {
  if (error instanceof AggregateError) {
    return [...new Set(error.errors.map((inner) => String((inner as ConnectError).message)))].join(', ');
  }
  return message;
}
