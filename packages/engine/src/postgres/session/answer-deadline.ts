import { EngineError } from '../../errors';
import type { Message, MessageResult } from './message-query';
import { sendingBy } from './sending-by';
import { type Session, SessionLostError } from './session';

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

/** What a session of ours is to. */
export interface SessionPurpose {
  /** 0: without end. */
  readonly answerWithinMs: number;
  /** Whose connection it is, for errors. */
  readonly description: string;
}

/**
 * The session, for messages of ours that wait for nothing: one that is not answered in time gives the session up, and
 * what ends the connection is an EngineError, CONNECTION_LOST. Scripts, which may take hours and whose end must be found
 * out, use the session itself and are watched (`watchLiveness`).
 */
export function withDeadline(session: Session, purpose: SessionPurpose): Session {
  const send = async (message: Message): Promise<MessageResult> => {
    const stopWaiting = giveUpAfter(purpose.answerWithinMs, session);
    try {
      return await session.send(message);
    } catch (error) {
      throw describeLoss(error, purpose.description);
    } finally {
      stopWaiting();
    }
  };
  // What is sent ahead is of scripts, which have no deadline.
  return sendingBy(session, { send });
}

function giveUpAfter(answerWithinMs: number, session: Session): () => void {
  if (answerWithinMs === 0) {
    return () => {};
  }
  const timer = setTimeout(() => session.abandon(describeSilence(answerWithinMs)), answerWithinMs);
  return () => clearTimeout(timer);
}

/** Why a session is given up. */
export function describeSilence(answerWithinMs: number): string {
  return `the server was silent for ${answerWithinMs} ms`;
}

function describeLoss(error: unknown, description: string): unknown {
  if (!(error instanceof SessionLostError)) {
    return error;
  }
  return new EngineError('CONNECTION_LOST', `The connection to ${description} ended: ${error.message}.`, {
    hint: 'Run the command again: history tells what was done.',
    cause: error,
  });
}
