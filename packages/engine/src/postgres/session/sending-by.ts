import type { Session } from './session';

/** The session, with another way to send a message; what is sent ahead goes as it always did unless another is given. */
export function sendingBy(
  session: Session,
  {
    send,
    sendAhead = (messages) => session.sendAhead(messages),
  }: Pick<Session, 'send'> & Partial<Pick<Session, 'sendAhead'>>,
): Session {
  return {
    startPid: session.startPid,
    get lost() {
      return session.lost;
    },
    get abandoned() {
      return session.abandoned;
    },
    get waiting() {
      return session.waiting;
    },
    get bytesMoved() {
      return session.bytesMoved;
    },
    send,
    sendAhead,
    rows: async (text) => (await send({ text })).rowSets.at(-1) ?? [],
    abandon: (reason) => session.abandon(reason),
    onNotification: (listener) => session.onNotification(listener),
    close: () => session.close(),
  };
}
