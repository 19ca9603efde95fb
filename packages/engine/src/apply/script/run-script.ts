import { EngineError } from '../../errors';
import type { ParsedScript } from '../../migrations/migration';
import { statementAt } from '../../migrations/units/statement-at';
import { takeApart } from '../../migrations/units/take-apart';
import { describeStatement } from '../../sql/statements/describe-statement';
import { mayRunAlone, refusalOfTransaction } from '../../sql/statements/may-run-alone';
import { asStepFailure } from '../failures/as-failure';
import { runUnits } from '../outside-transaction/run-units';
import { copyDataOf } from './copy-data';
import { withReadings } from './readings';
import { runBatches } from './run-batches';
import { composeTransaction, type StepHistory } from './script-message';
import { stepHistory } from './step-history';
import type { StepRun } from './step-run';

/** Runs a script in the way that its mode asks for, history included. */
export async function runScript(stepRun: StepRun): Promise<void> {
  const { context, script, step, run, watched } = stepRun;
  const history = () => stepHistory(context, run, step, watched);
  switch (script.mode) {
    case 'transactional':
      return runWholeOrApart(stepRun, history);
    case 'empty':
      return runTransaction(stepRun, history);
    case 'statements':
      return runUnits(stepRun);
    case 'batches':
      return runBatches(stepRun, history());
  }
}

/**
 * In one transaction; or, when the server refuses one of its statements a transaction, which only the server knew,
 * statement by statement. Nothing was done then.
 */
async function runWholeOrApart(stepRun: StepRun, history: () => StepHistory): Promise<void> {
  const { worker, step, script, observer } = stepRun;
  try {
    await runTransaction(stepRun, history);
  } catch (error) {
    const place = error instanceof EngineError ? findRefused(stepRun, error) : undefined;
    const apart = takeApart(script);
    if (place === undefined || !apart) throw error;
    // Throws SessionLostError when the connection is gone: that is then what failed.
    await worker.send({ text: 'ROLLBACK' });
    observer.onTakenApart(place);
    await runUnits({ ...stepRun, step: { ...step, script: apart }, script: apart });
  }
}

/** Which statement was refused a transaction and may do better without one, as its place and words. */
function findRefused({ script }: StepRun, { code, fields, location }: EngineError): string | undefined {
  if (code === 'HOOK_FAILED') return undefined;
  const refusal = refusalOfTransaction(fields.sqlState);
  const statement = location && refusal ? statementAt(script, location) : undefined;
  const { text } = script.script;
  if (!refusal || !location || !statement || !text || !mayRunAlone(statement, refusal)) return undefined;
  return `${location.path}:${location.line}:${location.column}: ${describeStatement(text, statement)}`;
}

/** One message, one round trip. */
async function runTransaction(stepRun: StepRun, history: () => StepHistory): Promise<void> {
  const { sendWhole, context, step, script, options, observer, signal } = stepRun;
  const message =
    stepRun.sent ?? withReadings(composeTransaction(context, script, options, history()), script, step.measure);
  try {
    await sendWhole({
      text: message.before + message.script + message.after,
      copyData: copyDataOf(script),
      onNotice: observer.onNotice,
    });
  } catch (error) {
    throw asStepFailure(error, { step, message, cancelled: signal.aborted });
  }
}

/** A step that runs nothing, only records: an undo that is skipped. */
export async function recordStep({
  sendHistory,
  step,
  run,
  context,
  options,
}: Pick<StepRun, 'sendHistory' | 'step' | 'run' | 'context' | 'options'>): Promise<void> {
  const message = composeTransaction(context, emptyScript, options, stepHistory(context, run, step));
  try {
    await sendHistory({ text: message.before + message.after });
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
  isolation: 'READ COMMITTED',
  transaction: 'ours',
  statements: [],
  units: [],
  message: '',
  problems: [],
};
