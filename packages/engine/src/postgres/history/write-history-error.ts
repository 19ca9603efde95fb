import { EngineError } from '../../errors';
import { MessageError } from '../session/message-query';
import type { ServerProbe } from '../session/server-probe';
import { SessionLostError } from '../session/session';
import { grantHistorySql } from './read-history-error';

/** Why the history could not be created or written, with the statement that an owner has to run; any other error stays itself. */
export function describeWriteHistoryError(error: unknown, { databaseSql, roleSql }: ServerProbe): unknown {
  if (error instanceof SessionLostError) {
    return new EngineError('CONNECTION_LOST', `The connection ended while history was written: ${error.message}.`, {
      hint: 'Run status once the server answers: history tells what was done.',
      cause: error,
    });
  }
  if (!(error instanceof MessageError)) {
    return error;
  }
  const { code, message, schema } = error.serverError;
  if (code === '23505' && schema === 'pgrestify') {
    return new EngineError('HISTORY_CONFLICT', 'The history already holds what was to be recorded.', {
      hint: 'Run again.',
      cause: error,
    });
  }
  switch (code) {
    case '42501':
      return new EngineError('PRIVILEGE_MISSING', `The history cannot be written: ${message}.`, {
        hint: `Run as an owner: ${grantFor(message, databaseSql, roleSql)}`,
        cause: error,
      });
    case '55P03':
      return new EngineError('LOCK_TIMEOUT', `The history cannot be written: another session has locked it.`, {
        hint: 'End the session that locks it, or try later.',
        cause: error,
      });
    case '25006':
      return new EngineError('DATABASE_READ_ONLY', `The history cannot be written: ${message}.`, {
        hint: 'Connect to the primary.',
        cause: error,
      });
    default:
      return error;
  }
}

/** The history may be there already, or its schema, made by somebody else; otherwise it is to be made. */
function grantFor(message: string, databaseSql: string, roleSql: string): string {
  if (message.includes('for table')) return grantHistorySql(roleSql);
  if (message.includes('schema pgrestify')) return `ALTER SCHEMA pgrestify OWNER TO ${roleSql};`;
  return `GRANT CREATE ON DATABASE ${databaseSql} TO ${roleSql};`;
}
