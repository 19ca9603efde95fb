import { MessageError, type TextRow } from '../session/message-query';
import type { Session } from '../session/session';

/** The lock's connection, and how it holds the lock. */
export interface LockConnection {
  readonly session: Session;
  /** Behind a pooler it is in an open transaction, which holds the lock. */
  readonly pooled: boolean;
}

/**
 * The rows of the last statement of a message on the lock's connection. It never costs the lock: an error would abort
 * the transaction that holds it, hence a savepoint. Throws MessageError and SessionLostError.
 */
export async function askBeside({ session, pooled }: LockConnection, text: string): Promise<readonly TextRow[]> {
  // Within a transaction pg_stat_activity stays as it was first seen.
  const fresh = `SELECT pg_catalog.pg_stat_clear_snapshot();\n${text}`;
  if (!pooled) return session.rows(fresh);
  try {
    return await session.rows(`SAVEPOINT beside;\n${fresh};\nRELEASE SAVEPOINT beside`);
  } catch (error) {
    if (error instanceof MessageError) await session.send({ text: 'ROLLBACK TO SAVEPOINT beside' });
    throw error;
  }
}
