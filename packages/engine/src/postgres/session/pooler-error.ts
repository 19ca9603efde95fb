import { EngineError } from '../../errors';
import { MessageError } from './message-query';

/** Names what a pooler itself refuses; throws any other error as it is. The texts are pgbouncer's, in every locale. */
export function describePoolerError(error: unknown): never {
  if (!(error instanceof MessageError) || error.serverError.code !== '08P01') throw error;
  const { message } = error.serverError;
  if (message.includes('statement pooling mode')) {
    throw new EngineError('POOLER_UNSAFE', `The pooler refuses transactions: ${message}.`, {
      hint: 'Connect to the server directly, or through a pool in session or transaction mode.',
      cause: error,
    });
  }
  const verdict = readPoolerVerdict(message);
  if (verdict === undefined) throw error;
  throw new EngineError(verdict, `The pooler has no server connection: ${message}.`, {
    hint: verdictHints[verdict],
    cause: error,
  });
}

const verdictHints = {
  POOL_EXHAUSTED:
    'Run again when its connections are less busy, raise its pool size, or connect to the server directly.',
  AUTHENTICATION_FAILED: 'Correct username and password, of the environment or of the pooler.',
  DATABASE_MISSING: 'Create the database, or correct its name.',
  TOO_MANY_CONNECTIONS: 'Free some connections, raise the limit, or wait for longer with waitForDatabase.',
  SERVER_NOT_READY: 'Wait until the server is up, for longer with waitForDatabase.',
} as const;

/**
 * What a pooler's refusal of a connection means; undefined for any other text. pgbouncer hands on what the server said in
 * the server's language; what is not recognised there counts as a server that is not ready.
 */
export function readPoolerVerdict(message: string): keyof typeof verdictHints | undefined {
  if (message.includes('query_wait_timeout')) return 'POOL_EXHAUSTED';
  if (/password authentication failed|auth failed|no such user/.test(message)) return 'AUTHENTICATION_FAILED';
  if (/no such database|database ".*" does not exist/.test(message)) return 'DATABASE_MISSING';
  if (/no more connections allowed|too many connections|connection slots/.test(message)) return 'TOO_MANY_CONNECTIONS';
  if (/server_login_retry|cannot connect to server|shutting down|login failed/.test(message)) return 'SERVER_NOT_READY';
  return undefined;
}
