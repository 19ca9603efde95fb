import { asRunFailure } from '../../apply/failures/as-failure';
import { EngineError } from '../../errors';
import { pinSearchPathSql } from '../../history/sql/history-sql';
import { MessageError } from '../session/message-query';
import type { ServerProbe } from '../session/server-probe';
import type { Session } from '../session/session';

/** Why the history could not be read, with what to do; any other error stays itself. */
export async function describeReadHistoryError(
  error: unknown,
  { roleSql }: ServerProbe,
  session: Session,
): Promise<unknown> {
  if (!(error instanceof MessageError)) return error;
  const { code, message } = error.serverError;
  switch (code) {
    case '42501':
      return new EngineError('PRIVILEGE_MISSING', `The history cannot be read: ${message}.`, {
        hint: `Run as an owner: ${grantHistorySql(roleSql)}`,
        cause: error,
      });
    case '55P03':
      return new EngineError('LOCK_TIMEOUT', `The history cannot be read: ${await describeLockers(session)}.`, {
        hint: 'End the session that locks it, or try later.',
        cause: error,
      });
    case '42P01':
    case '42703':
      return new EngineError('HISTORY_FOREIGN', `The history is not as this engine makes it: ${message}.`, {
        hint: 'Restore the schema pgrestify from a backup, or rename it.',
        cause: error,
      });
    default:
      return asRunFailure(error, 'The history');
  }
}

/** What a role needs of a history that another one created. */
export function grantHistorySql(roleSql: string): string {
  return `GRANT USAGE ON SCHEMA pgrestify TO ${roleSql}; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgrestify TO ${roleSql};`;
}

/** Who has locked a table of the history so that it cannot even be read. */
async function describeLockers(session: Session): Promise<string> {
  const rows = await session.rows(`${pinSearchPathSql}
SELECT DISTINCT a.pid, a.application_name, a.usename FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.granted AND l.mode = 'AccessExclusiveLock' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND l.relation IN (SELECT oid FROM pg_class WHERE relnamespace = to_regnamespace('pgrestify'))`);
  const names = rows.map((row) => `${row.application_name || 'a session'} (pid ${row.pid}, user ${row.usename})`);
  return names.length > 0 ? `it is locked by ${names.join(', ')}` : 'it is locked by another session';
}
