import type { ComposedMessage } from '../../apply/script-message';
import { EngineError } from '../../errors';
import type { ScriptUnit } from '../../migrations/migration';
import { runAlone } from './run-alone';
import { asStepFailure } from './step-failure';
import type { StepRun } from './step-run';
import { sendUnit } from './unit-message';
import { RecordedProgress } from './unit-progress';

/**
 * Runs a script that cannot be one transaction, unit by unit, from the first that is not done. A unit that may be in a
 * transaction is committed together with its progress; any other is recorded as started before it and as done after.
 */
export async function runUnits(run: StepRun): Promise<void> {
  if (run.context.pooled) {
    throw new EngineError(
      'POOLER_UNSAFE',
      `${run.step.path} runs outside a transaction, which needs a session of its own; the connection goes through a pooler in transaction mode.`,
      { hint: 'Connect to the server directly, or through a pool in session mode.' },
    );
  }
  const { units } = run.script;
  const progress = new RecordedProgress(run.run, run.step, units.length, run.clock);
  for (const [index, unit] of units.entries()) {
    if (index < run.step.resumeAt) {
      continue;
    }
    if (run.signal.aborted) {
      throw new EngineError('CANCELLED', `${run.step.path}: interrupted after ${index} of ${units.length} parts.`, {
        hint: 'Run again: it goes on where it ended.',
      });
    }
    try {
      await runUnit(run, progress, index, unit);
    } catch (error) {
      // A question of ours to the catalog was refused, or cancelled.
      throw asStepFailure(error, { step: run.step, message: noScript, cancelled: run.signal.aborted });
    }
    run.observer.onProgress(index + 1, units.length);
  }
}

const noScript: ComposedMessage = { before: '', script: '', after: '', statementsBefore: 0 };

async function runUnit(run: StepRun, progress: RecordedProgress, index: number, unit: ScriptUnit): Promise<void> {
  const [statement] = unit.statements;
  if (unit.kind === 'non-transactional' && statement) {
    return runAlone(run, progress, index, statement);
  }
  await sendUntilGiven(run, index, progress.sqlTo(index + 1, undefined));
  progress.committed(index + 1, undefined);
}

/** A unit that is one transaction can be tried again when it was taken back for a lock: its progress was, too. */
async function sendUntilGiven(run: StepRun, index: number, history: string): Promise<void> {
  for (;;) {
    try {
      return await sendUnit(run, index, history);
    } catch (error) {
      if (run.worker.lost) throw error;
      await run.worker.send({ text: 'ROLLBACK' });
      if ((await run.observer.onTakenBack(error)) === 'fail') throw error;
    }
  }
}
