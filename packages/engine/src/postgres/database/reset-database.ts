import { EngineError } from '../../errors';
import type { Message, MessageResult } from '../session/message-query';
import { droppedObjectsSql } from './database-contents';

/** How a reset is sent. */
export interface ResetMessages {
  /** The statements that open its transaction. */
  readonly begin: readonly string[];
  readonly serverVersion: number;
  readonly lockTimeoutMs: number;
  readonly send: (message: Message) => Promise<MessageResult>;
}

/**
 * Drops everything in the database that is a user's: schemas with what is in them (also the history), extensions, event
 * triggers, publications, default privileges and large objects; and makes an empty `public`. The database itself stays,
 * with its settings, its connections and the locks on it, so that a reset needs no right to create databases and no
 * second database. One transaction: what cannot be dropped leaves everything as it was. Throws RESET_BLOCKED.
 */
export async function resetDatabase({ begin, serverVersion, lockTimeoutMs, send }: ResetMessages): Promise<void> {
  const rows = (await send({ text: droppedObjectsSql })).rowSets.at(-1) ?? [];
  const statements = rows.map(({ kind, name, statement }) => {
    if (typeof statement === 'string') return statement;
    throw new EngineError('RESET_BLOCKED', `A reset cannot drop ${kind} ${name}; nothing was dropped.`, {
      hint: 'Drop it first.',
    });
  });
  await send({
    text: [
      ...begin,
      `SET LOCAL lock_timeout = ${lockTimeoutMs}`,
      ...statements,
      'CREATE SCHEMA public',
      // As initdb makes it: before 15 everybody may create in it, since then only the database's owner.
      ...(serverVersion < 150000
        ? ['GRANT ALL ON SCHEMA public TO PUBLIC']
        : ['ALTER SCHEMA public OWNER TO pg_database_owner', 'GRANT USAGE ON SCHEMA public TO PUBLIC']),
      "COMMENT ON SCHEMA public IS 'standard public schema'",
      'COMMIT',
    ].join(';\n'),
  });
}
