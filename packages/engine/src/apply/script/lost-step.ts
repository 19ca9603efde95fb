import { EngineError } from '../../errors';
import { pinSearchPathSql } from '../../history/sql/history-sql';
import type { RunIdentity } from '../../history/store';
import type { Step } from '../../plan/plan';
import { lockKeySql, workerLock } from '../../postgres/lock/lock-keys';
import type { Worker } from '../../postgres/lock/worker';
import { MessageError, type TextRow } from '../../postgres/session/message-query';
import type { Session, SessionLostError } from '../../postgres/session/session';
import { quoteLiteral } from '../../sql/names/quote';
import { actionOf } from './step-history';

/** A step whose connection ended before the answer. */
export interface LostStep {
  readonly step: Step;
  readonly run: RunIdentity;
  readonly because: SessionLostError;
}

/** A step that was committed, as its event has it. */
export interface CommittedStep {
  readonly durationMs: number;
}

/**
 * Finds out over a new connection whether a step was committed whose connection ended before the answer: each step
 * writes an event of its run in its own transaction, so that event's presence tells, once the process that had the step
 * is gone. Never runs the step again.
 * Answers the error CONNECTION_LOST when it was not committed, and what its event says of it when it was.
 * Throws COMMIT_UNKNOWN when the server cannot be asked.
 */
export async function settleLostStep(worker: Worker, lost: LostStep): Promise<EngineError | CommittedStep> {
  try {
    await worker.ensureConnected();
    return (await readCommitted(worker.own, lost)) ?? describeLostStep(lost);
  } catch (error) {
    throw describeUnknownEnd(lost, error);
  }
}

/** The error of a step of which nobody can say what became. */
function describeUnknownEnd({ step, because }: LostStep, cause: unknown): EngineError {
  return new EngineError(
    'COMMIT_UNKNOWN',
    `The connection ended while ${step.id} ran (${because.message}), and the server cannot be asked whether it was committed.`,
    { hint: 'Run status once the server answers.', cause },
  );
}

function describeLostStep({ step, because }: LostStep): EngineError {
  const runsInParts = step.script?.mode === 'statements';
  const kept = runsInParts ? 'What it had done is recorded, part by part.' : 'Nothing of it was kept.';
  return new EngineError('CONNECTION_LOST', `The connection ended while ${step.id} ran (${because.message}). ${kept}`, {
    hint: runsInParts ? 'Run the command again: it goes on where it ended.' : 'Run the command again.',
    cause: because,
  });
}

async function readCommitted(session: Session, { step, run }: LostStep): Promise<CommittedStep | undefined> {
  const [row] = await session
    .rows(`${pinSearchPathSql} SELECT pg_advisory_xact_lock(${lockKeySql(workerLock)});
SELECT duration_ms FROM pgrestify.migration_events WHERE run_id = ${quoteLiteral(run.runId)} AND id = ${quoteLiteral(step.id)}
  AND action = ${quoteLiteral(actionOf(step))} AND outcome = 'succeeded'`)
    .catch(noHistory);
  return row && { durationMs: Number(row.duration_ms) };
}

/** What would have created the history was not committed either. */
function noHistory(error: unknown): readonly TextRow[] {
  if (error instanceof MessageError && error.serverError.code === undefinedTable) return [];
  throw error;
}

const undefinedTable = '42P01';
