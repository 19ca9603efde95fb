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
  if (message.includes('query_wait_timeout')) {
    throw new EngineError('POOL_EXHAUSTED', `The pooler had no free server connection: ${message}.`, {
      hint: 'Run again when its connections are less busy, raise its pool size, or connect to the server directly.',
      cause: error,
    });
  }
  throw error;
}
