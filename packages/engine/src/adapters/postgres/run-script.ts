import { composeTransaction } from '../../apply/script-message';
import type { ParsedScript } from '../../migrations/migration';
import { copyDataOf } from './copy-data';
import { runBatches } from './run-batches';
import { runUnits } from './run-units';
import type { Session } from './session';
import { asStepFailure } from './step-failure';
import { completedStepSql } from './step-history';
import type { StepRun } from './step-run';

/** Runs a script in the way that its mode asks for, history included. */
export async function runScript(stepRun: StepRun): Promise<void> {
  const { script, step, run } = stepRun;
  switch (script.mode) {
    case 'transactional':
    case 'empty':
      return runTransaction(stepRun, completedStepSql(run, step));
    case 'statements':
      return runUnits(stepRun);
    case 'batches':
      return runBatches(stepRun, completedStepSql(run, step));
  }
}

/** One message, one round trip. */
async function runTransaction(stepRun: StepRun, history: string): Promise<void> {
  const { sendScript, context, step, script, options, observer, signal } = stepRun;
  const message = composeTransaction(context, script, options, history);
  try {
    await sendScript({
      text: message.before + message.script + message.after,
      copyData: copyDataOf(script),
      onNotice: observer.onNotice,
    });
  } catch (error) {
    throw asStepFailure(error, { step, message, cancelled: signal.aborted });
  }
}

/** A step that runs nothing, only records: an undo that is skipped. */
export async function recordStep(
  worker: Session,
  { step, run, context, options }: Pick<StepRun, 'step' | 'run' | 'context' | 'options'>,
): Promise<void> {
  const message = composeTransaction(context, emptyScript, options, completedStepSql(run, step));
  try {
    await worker.send({ text: message.before + message.after });
  } catch (error) {
    throw asStepFailure(error, { step, message, cancelled: false });
  }
}

const emptyScript: ParsedScript = {
  script: {
    path: '',
    checksum: '',
    bytes: 0,
    text: undefined,
    directives: { requires: [], runAfterMigrations: false, runAlways: false },
  },
  mode: 'empty',
  statements: [],
  units: [],
  message: '',
  problems: [],
};
