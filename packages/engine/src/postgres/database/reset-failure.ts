import { asRunFailure } from '../../apply/failures/as-failure';
import { EngineError } from '../../errors';
import type { Blocker } from '../../events';
import { quoteLiteral } from '../../sql/names/quote';
import { MessageError } from '../session/message-query';
import { SessionLostError } from '../session/session';

/** What is known of a reset that failed. */
export interface FailedReset {
  readonly lockTimeoutMs: number;
  /** The sessions that held what it waited for. */
  readonly blockers: readonly Blocker[];
  readonly signal: AbortSignal;
}

/** The engine's error for what a reset ended with. It is one transaction: nothing of it was kept. */
export function describeResetFailure(error: unknown, { lockTimeoutMs, blockers, signal }: FailedReset): unknown {
  if (error instanceof SessionLostError) {
    return new EngineError('CONNECTION_LOST', `The connection ended during the reset: ${error.message}.`, {
      hint: 'Run status once the server answers: either everything was dropped or nothing.',
      cause: error,
    });
  }
  if (!(error instanceof MessageError)) return error;
  const { code, message } = error.serverError;
  switch (code) {
    case '55P03': {
      const who = blockers.map(({ pid, application, user, preparedTransaction }) =>
        preparedTransaction
          ? `prepared transaction ${preparedTransaction.gid} (owner ${user})`
          : `${application || 'a session'} (pid ${pid}, user ${user})`,
      );
      const prepared = blockers.flatMap(({ preparedTransaction }) => preparedTransaction ?? []);
      const ends = prepared.map(({ gid }) => `ROLLBACK PREPARED ${quoteLiteral(gid)}`);
      const whose = who.length > 0 ? who.join(', ') : 'other sessions';
      return new EngineError(
        'LOCK_TIMEOUT',
        `The reset waited ${lockTimeoutMs} ms for what ${whose} uses; nothing was dropped.`,
        {
          hint: ends.length > 0 ? `Run ${ends.join('; ')}, or try later.` : 'End that session, or try later.',
          cause: error,
        },
      );
    }
    case '57014':
      return signal.aborted ? describeCancelledReset() : asRunFailure(error, 'The reset');
    case '42501':
    case '0A000':
      return new EngineError('RESET_BLOCKED', `The reset cannot drop everything: ${message}; nothing was dropped.`, {
        hint: 'Run it as the owner of the database and of what is in it.',
        fields: { sqlState: code },
        cause: error,
      });
    case '53200':
      return new EngineError(
        'RESET_BLOCKED',
        `The reset locks more than the server has room for; nothing was dropped.`,
        {
          hint: 'Raise max_locks_per_transaction of the server, or drop the largest schema yourself first.',
          fields: { sqlState: code },
          cause: error,
        },
      );
    default:
      return asRunFailure(error, 'The reset');
  }
}

/** The error of a reset that a signal came before. */
export function describeCancelledReset(): EngineError {
  return new EngineError('CANCELLED', 'The reset was interrupted; nothing was dropped.', { hint: 'Run again.' });
}
