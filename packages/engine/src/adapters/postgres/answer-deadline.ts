import type { Message, MessageResult } from './message-query';
import type { Session } from './session';

/** How long to bear with a server that is silent. */
export interface Liveness {
  /** A message that ought to be answered at once, or a connection on which nothing happens, is given up after this. */
  readonly answerWithinMs: number;
  /** How long it is tried to connect again, to find out what became of a step: a crashed server recovers meanwhile. */
  readonly reconnectForMs: number;
}

/**
 * A minute is more than any network needs to deliver, and less than anybody waits for a run. (The keepalives of both
 * ends, 20 to 25 s, find most dead peers before; a proxy that answers them for a dead server only this finds.)
 */
export const usualLiveness: Liveness = { answerWithinMs: 60_000, reconnectForMs: 30_000 };

/**
 * The session, for messages of ours that wait for nothing: one that is not answered in time gives the session up.
 * Scripts, which may take hours, are watched instead (`watchStep`).
 */
export function withDeadline(session: Session, answerWithinMs: number): Session {
  const send = async (message: Message): Promise<MessageResult> => {
    const timer = setTimeout(() => session.abandon(`no answer within ${answerWithinMs} ms`), answerWithinMs);
    try {
      return await session.send(message);
    } finally {
      clearTimeout(timer);
    }
  };
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
    rows: async (text) => (await send({ text })).rowSets.at(-1) ?? [],
    abandon: (reason) => session.abandon(reason),
    onNotification: (listener) => session.onNotification(listener),
    close: () => session.close(),
  };
}
