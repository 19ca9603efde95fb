import { EngineError } from '../../errors';
import { pinSearchPathSql } from '../../history/history-sql';
import type { RunIdentity } from '../../history/store';
import type { Step } from '../../plan/plan';
import { quoteLiteral } from '../../sql/quote';
import { isLockSql, lockKeySql, workerLock } from './lock-keys';
import type { Session, SessionLostError } from './session';
import { actionOf } from './step-history';

/**
 * Finds out what became of a step whose connection ended before the answer, and answers the new worker connection when
 * it was committed. Each step writes an event of its run in its own transaction, so that event's presence tells. Never
 * runs the step again. Throws CONNECTION_LOST when it was rolled back, COMMIT_UNKNOWN when the server does not answer.
 */
export async function settleLostStep(
  step: Step,
  run: RunIdentity,
  lost: SessionLostError,
  lostPid: number | 'unknown',
  reopen: () => Promise<Session>,
): Promise<Session> {
  let session: Session;
  try {
    session = await reopen();
  } catch (error) {
    throw new EngineError(
      'COMMIT_UNKNOWN',
      `The connection ended while ${step.id} ran (${lost.message}), and the server cannot be asked whether it was committed.`,
      {
        hint: 'Run status once the server answers.',
        cause: error,
      },
    );
  }
  await endBackend(session, lostPid);
  if (await wasCommitted(session, step, run)) {
    return session;
  }
  await session.close();
  throw new EngineError(
    'CONNECTION_LOST',
    `The connection ended while ${step.id} ran (${lost.message}). Nothing of its last transaction was kept.`,
    {
      hint: 'Run the command again: it goes on where it ended.',
      cause: lost,
    },
  );
}

/**
 * Ends the old backend, which may still have our message before it, and waits until it is gone; otherwise it could
 * commit after we looked. Behind a pooler its pid is not known, but it has the worker's lock.
 */
async function endBackend(session: Session, pid: number | 'unknown'): Promise<void> {
  const isOurs =
    pid === 'unknown'
      ? `EXISTS (SELECT FROM pg_locks l WHERE ${isLockSql(workerLock)} AND l.granted AND l.pid = a.pid)`
      : `a.pid = ${pid} AND a.application_name LIKE 'pgrestify%'`;
  await session.rows(`${pinSearchPathSql} SELECT pg_terminate_backend(a.pid, 10000) FROM pg_stat_activity a
WHERE ${isOurs} AND a.pid <> pg_backend_pid()`);
}

async function wasCommitted(session: Session, step: Step, run: RunIdentity): Promise<boolean> {
  const [row] = await session.rows(`${pinSearchPathSql} SELECT pg_advisory_xact_lock(${lockKeySql(workerLock)});
SELECT EXISTS (SELECT FROM pgrestify.migration_events WHERE run_id = ${quoteLiteral(run.runId)} AND id = ${quoteLiteral(step.id)}
  AND action = ${quoteLiteral(actionOf(step))} AND outcome = 'succeeded') AS committed`);
  return row?.committed === 't';
}
