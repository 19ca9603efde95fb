import { sendingBy } from './sending-by';
import type { Session } from './session';

/**
 * The session, of which no message can write. In each message, which is one transaction, and not once for the session:
 * behind a pooler the next client would get a session that cannot write. Scripts sent ahead are refused.
 */
export function readOnly(session: Session): Session {
  return sendingBy(session, {
    send: (message) => session.send({ ...message, text: `SET LOCAL transaction_read_only = on;\n${message.text}` }),
    sendAhead: (messages) =>
      messages.map(() => Promise.reject(new Error('Nothing is run in a session that only reads.'))),
  });
}
