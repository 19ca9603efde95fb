import { EngineError } from '../../errors';
import type { ScriptUnit } from '../../migrations/migration';
import { mayRunAlone, refusalOfTransaction } from '../../sql/statements/may-run-alone';
import { asStepFailure } from '../failures/as-failure';
import { type ComposedMessage, endSessionSql } from '../script/script-message';
import type { StepRun } from '../script/step-run';
import { describePartFailure } from './part-failure';
import { runAlone } from './run-alone';
import { beginHookedSession, sendHistory, sendUnit } from './unit-message';
import { RecordedProgress } from './unit-progress';

/**
 * Runs a script that cannot be one transaction, unit by unit, from the first that is not done. A unit that may be in a
 * transaction is committed together with its progress; any other is recorded as started before it and as done after.
 * All of them share the session: what one of them leaves there is there for the next.
 */
export async function runUnits(stepRun: StepRun): Promise<void> {
  if (stepRun.context.pooled) {
    throw new EngineError(
      'POOLER_UNSAFE',
      `${stepRun.step.path} runs outside a transaction, which needs a session of its own; the connection goes through a pooler in transaction mode.`,
      { hint: 'Connect to the server directly, or through a pool in session mode.' },
    );
  }
  const run = withoutBeforeEach(stepRun);
  const progress = new RecordedProgress(run.run, run.step, run.script, run.clock, run.watched);
  let done = run.step.resumeAt;
  try {
    await sendUntilGiven(run, () => beginHookedSession(stepRun));
    for (const [index, unit] of run.script.units.entries()) {
      if (index < done) continue;
      if (run.signal.aborted) {
        throw new EngineError('CANCELLED', `${run.step.path}: interrupted between its parts.`);
      }
      await runUnit(run, progress, index, unit);
      done = index + 1;
      run.observer.onProgress(done, run.script.units.length);
    }
    if (!progress.isRecorded) await endScript(run, progress);
  } catch (error) {
    if (!run.worker.lost) await run.worker.send({ text: endSessionSql(run.context) });
    // What is no failure yet: a question of ours to the catalog was refused, or cancelled.
    const failure = asStepFailure(error, { step: run.step, message: noScript, cancelled: run.signal.aborted });
    throw describePartFailure(failure, run.step, run.script, progress.state);
  }
}

/** It has a transaction of its own, and its record there; what ends the script records `afterEach` alone. */
function withoutBeforeEach(run: StepRun): StepRun {
  const { hooks, ...options } = run.options;
  if (!hooks) return run;
  const { beforeEach: _, ...rest } = hooks;
  return { ...run, options: { ...options, hooks: rest } };
}

/** `afterEach`, after a statement that no transaction could share with it, and the record of the whole script. */
async function endScript(run: StepRun, progress: RecordedProgress): Promise<void> {
  const total = run.script.units.length;
  if (run.signal.aborted) throw new EngineError('CANCELLED', `${run.step.path}: interrupted before its end.`);
  await sendUntilGiven(run, () => sendHistory(run, { history: progress.sqlTo(total, undefined), end: 'script' }));
  progress.committed(total, undefined);
}

const noScript: ComposedMessage = { before: '', script: '', after: '', statementsBefore: 0 };

async function runUnit(run: StepRun, progress: RecordedProgress, index: number, unit: ScriptUnit): Promise<void> {
  const [statement, ...others] = unit.statements;
  if (!statement) return;
  if (unit.kind === 'non-transactional' || progress.started === index) {
    return runAlone(run, progress, index, statement);
  }
  try {
    await sendUntilGiven(run, () => sendUnit(run, index, progress.sqlTo(index + 1, undefined)));
  } catch (error) {
    const refusal = error instanceof EngineError ? refusalOfTransaction(error.fields.sqlState) : undefined;
    const isOurs = unit.transaction === 'ours' && others.length === 0;
    if (!refusal || !isOurs || !mayRunAlone(statement, refusal)) throw error;
    // Only the server knew that it cannot be in a transaction, and nothing of it was done.
    return runAlone(run, progress, index, statement);
  }
  progress.committed(index + 1, undefined);
}

/** A unit that is one transaction can be tried again when it was taken back for a lock: its progress was, too. */
async function sendUntilGiven(run: StepRun, send: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await send();
    } catch (error) {
      if (run.worker.lost) throw error;
      await run.worker.send({ text: 'ROLLBACK' });
      if ((await run.observer.onTakenBack(error)) === 'fail') throw error;
    }
  }
}
