import { MessageError } from './message-query';
import type { Session } from './session';

/** Whether the server takes a message. Throws SessionLostError. */
export async function accepts(session: Session, text: string): Promise<boolean> {
  try {
    await session.send({ text });
    return true;
  } catch (error) {
    if (error instanceof MessageError) return false;
    throw error;
  }
}
