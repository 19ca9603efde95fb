import { EngineError } from '../../errors';
import { createHistorySql } from '../../history/layout';
import { MessageError } from './message-query';

/** Why the history could not be created, with the statements that an owner has to run. */
export function describeCreateHistoryError(error: unknown): unknown {
  if (!(error instanceof MessageError) || error.serverError.code !== '42501') {
    return error;
  }
  const [createSchema = ''] = createHistorySql.split('\n', 1);
  return new EngineError('PRIVILEGE_MISSING', `The history cannot be created: ${error.serverError.message}.`, {
    hint: `Run as an owner: GRANT CREATE ON DATABASE <database> TO <role>; or make the schema beforehand (${createSchema} …, see the documentation).`,
    cause: error,
  });
}
