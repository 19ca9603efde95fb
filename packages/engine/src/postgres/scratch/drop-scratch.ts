import { EngineError } from '../../errors';
import { quoteIdentifier } from '../../sql/names/quote';
import { openMaintenance, type ServerAccess } from '../database/maintenance-session';
import { MessageError } from '../session/message-query';
import { type Session, SessionLostError } from '../session/session';

/**
 * Drops a scratch database of this run and ends who is connected to it; over another session when its maker's is lost.
 * That it is gone is fine. Throws SERVER_REFUSED and the errors of connecting.
 */
export async function dropScratch(
  name: string,
  { session, access }: { readonly session: Session; readonly access: ServerAccess },
): Promise<void> {
  const text = `DROP DATABASE IF EXISTS ${quoteIdentifier(name)} WITH (FORCE)`;
  try {
    await session.send({ text }).catch((error: unknown) => {
      if (!(error instanceof SessionLostError)) throw error;
      return sendAlone(text, access);
    });
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    const reason = error.message.replace(/\.$/, '');
    throw new EngineError('SERVER_REFUSED', `The scratch database "${name}" cannot be dropped: ${reason}.`, {
      hint: 'The next run drops it; or do so by hand.',
      fields: { sqlState: error.serverError.code },
      cause: error,
    });
  }
}

async function sendAlone(text: string, access: ServerAccess): Promise<void> {
  const session = await openMaintenance(access);
  try {
    await session.send({ text });
  } finally {
    await session.close();
  }
}
