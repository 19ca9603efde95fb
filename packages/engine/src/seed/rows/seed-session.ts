import { MessageError } from '../../postgres/session/message-query';
import type { Session } from '../../postgres/session/session';
import type { SeedSession } from './seed-rows';

/** Makes rows in the transaction that is open in a session. */
export function seedSessionOf(session: Pick<Session, 'send' | 'rows'>): SeedSession {
  return {
    rows: (text) => session.rows(text),
    attempt: async (text) => {
      try {
        await session.send({ text: `SAVEPOINT pgrestify_rows;\n${text};\nRELEASE SAVEPOINT pgrestify_rows` });
        return undefined;
      } catch (error) {
        if (!(error instanceof MessageError)) throw error;
        await session.send({ text: 'ROLLBACK TO SAVEPOINT pgrestify_rows; RELEASE SAVEPOINT pgrestify_rows' });
        const { code, message, constraint } = error.serverError;
        return { sqlState: code, message, constraint };
      }
    },
  };
}

/** Constraints between tables, and triggers of the user's, that rows made up need not ask: they are right by how they are made. */
export const withoutTriggersSql = 'SET LOCAL session_replication_role = replica';
export const withTriggersSql = 'SET LOCAL session_replication_role = origin';
