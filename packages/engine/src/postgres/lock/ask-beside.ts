import { MessageError, type TextRow } from '../session/message-query';
import type { Session } from '../session/session';

/** The lock's connection, and how it holds the lock. */
export interface LockConnection {
  readonly session: Session;
  /** Behind a pooler it is in an open transaction, which holds the lock. */
  readonly pooled: boolean;
}

/** The rows of the last statement of a message on the lock's connection; see `sendBeside`. */
export async function askBeside(lock: LockConnection, text: string): Promise<readonly TextRow[]> {
  return (await sendBeside(lock, text)).at(-1) ?? [];
}

/**
 * The rows of each statement of a message on the lock's connection that returns any. It never costs the lock: an error
 * would abort the transaction that holds it, hence a savepoint. Throws MessageError and SessionLostError.
 */
export async function sendBeside(
  { session, pooled }: LockConnection,
  text: string,
): Promise<readonly (readonly TextRow[])[]> {
  // Within a transaction pg_stat_activity stays as it was first seen.
  const fresh = `SELECT pg_catalog.pg_stat_clear_snapshot();\n${text}`;
  if (!pooled) return (await session.send({ text: fresh })).rowSets;
  try {
    return (await session.send({ text: `SAVEPOINT beside;\n${fresh};\nRELEASE SAVEPOINT beside` })).rowSets;
  } catch (error) {
    if (error instanceof MessageError) await session.send({ text: 'ROLLBACK TO SAVEPOINT beside' });
    throw error;
  }
}
