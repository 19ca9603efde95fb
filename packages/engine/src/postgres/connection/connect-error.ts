import type { ServerDatabase } from '../../config/settings';
import { EngineError, type ErrorCode } from '../../errors';
import { quoteIdentifier } from '../../sql/names/quote';
import { readPoolerVerdict } from '../session/pooler-error';
import type { FiledPassword } from './password-file';

interface ConnectError {
  readonly code?: string;
  readonly message?: string;
}

/** What a hint may speak of. */
export interface AddressOrigin {
  readonly filed: FiledPassword;
  /** What of the config says the address. */
  readonly saidBy?: string;
}

/** Why connecting failed, with what to do; without a secret. What a tunnel says of itself stays as it is. */
export function describeConnectError(
  error: unknown,
  database: ServerDatabase,
  { filed, saidBy = 'the environment' }: AddressOrigin,
): EngineError {
  if (error instanceof EngineError) return error;
  const { message = 'no reason given' } = error as ConnectError;
  const reason = reasonOf(error, message);
  const where = `${database.host}:${database.port}`;
  const fields = { host: database.host, port: database.port, database: database.database, user: database.user };
  const of = (code: ErrorCode, text: string, hint: string) => new EngineError(code, text, { hint, fields });
  const code = codeOf(error);
  switch (code) {
    case 'PASSWORD_MISSING':
      return of(
        'AUTHENTICATION_FAILED',
        `${where} asks for a password, and none is given.`,
        filed.kind === 'unsafe'
          ? `Run \`chmod 600 ${filed.path}\`: that file was left alone, since others may read it.`
          : `Set the password of ${saidBy}, or write it into ~/.pgpass.`,
      );
    case 'AUTHENTICATION_FAILED':
      return of(
        code,
        `${where} refuses user "${database.user}": ${reason}.`,
        database.ssl
          ? `Correct username and password of ${saidBy}.`
          : `Correct username and password of ${saidBy}; set ssl where the server admits only TLS.`,
      );
    case 'DATABASE_MISSING':
      return of(
        code,
        `${where} has no database "${database.database}".`,
        'Create it (CREATE DATABASE, or migrate with --create-database), or correct the name in the config.',
      );
    case 'PRIVILEGE_MISSING':
      return of(
        code,
        `${where} does not let "${database.user}" connect: ${reason}.`,
        `Run as an owner: GRANT CONNECT ON DATABASE ${quoteIdentifier(database.database)} TO ${quoteIdentifier(database.user)};`,
      );
    case 'TLS_FAILED':
      return of(
        code,
        `${where} cannot be trusted by "${database.ssl?.mode ?? 'disable'}": ${reason}.`,
        reason.includes('does not support SSL')
          ? 'Turn TLS on at the server; nothing was sent without it.'
          : `Correct ssl of ${saidBy} (ca, host name), or the certificate of the server; nothing was sent without TLS.`,
      );
    case 'SERVER_NOT_READY':
      return of(code, `${where} is not ready: ${reason}.`, 'Wait until it is up, for longer with waitForDatabase.');
    case 'TOO_MANY_CONNECTIONS':
      return of(
        code,
        `${where} has no connection to spare: ${reason}.`,
        'Free some, raise the limit, or wait for longer with waitForDatabase; a run needs two.',
      );
    case 'POOL_EXHAUSTED':
      return of(
        code,
        `The pooler at ${where} has no server connection: ${reason}.`,
        'Run again when its connections are less busy, or the server behind it is up; or raise its pool size.',
      );
    default:
      return of(
        'CONNECTION_FAILED',
        `Cannot connect to ${where}: ${reason}.`,
        `Start the server, or correct host and port of ${saidBy}.`,
      );
  }
}

/** Whether what kept a connection from being made, or made ready, may be over in a moment. */
export function mayPass(error: unknown): error is EngineError {
  return error instanceof EngineError && passing.has(error.code);
}

const passing: ReadonlySet<ErrorCode> = new Set([
  'CONNECTION_FAILED',
  'CONNECTION_LOST',
  'SERVER_NOT_READY',
  'TOO_MANY_CONNECTIONS',
  'POOL_EXHAUSTED',
]);

function codeOf(error: unknown): ErrorCode | 'PASSWORD_MISSING' {
  const { code = '', message = '' } = error as ConnectError;
  if (passwordNeeded.test(message)) return 'PASSWORD_MISSING';
  if (tlsCodes.test(code) || message === 'The server does not support SSL connections') return 'TLS_FAILED';
  return codeOfState[code] ?? (code === '08P01' ? readPoolerVerdict(message) : undefined) ?? 'CONNECTION_FAILED';
}

const codeOfState: Readonly<Record<string, ErrorCode>> = {
  '28P01': 'AUTHENTICATION_FAILED',
  '28000': 'AUTHENTICATION_FAILED',
  '3D000': 'DATABASE_MISSING',
  '42501': 'PRIVILEGE_MISSING',
  '53300': 'TOO_MANY_CONNECTIONS',
  // Starting up, shutting down, in recovery.
  '57P01': 'SERVER_NOT_READY',
  '57P02': 'SERVER_NOT_READY',
  '57P03': 'SERVER_NOT_READY',
};

/** What the driver says when the server asks for a password: no error of the server's. */
const passwordNeeded = /client password must be a (non-empty )?string/;

/** Of OpenSSL, of Node's check of the host name, and of reading certificates; a connection that was reset is none. */
const tlsCodes = /^(ERR_(TLS|SSL|OSSL)_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|HOSTNAME_MISMATCH|EPROTO)/;

/** Node wraps the attempts over IPv4 and IPv6 in an AggregateError without a message. */
function reasonOf(error: unknown, message: string): string {
  if (error instanceof AggregateError) {
    return [...new Set(error.errors.map((inner) => String((inner as ConnectError).message)))].join(', ');
  }
  return message.replace(/\.$/, '');
}
