import type { ConcurrentIndexStatement } from '../../apply/index-statement';
import { parseConcurrentIndex } from '../../apply/index-statement';
import { decideInterruptedUnit } from '../../apply/interrupted-unit';
import { type ComposedMessage, closeTransaction, openTransaction } from '../../apply/script-message';
import { EngineError } from '../../errors';
import type { ScriptUnit } from '../../migrations/migration';
import { locateOffset } from '../../sql/positions';
import type { Statement } from '../../sql/statement';
import { dropIndexSql, readIndexState } from './concurrent-index';
import { copyDataOf } from './copy-data';
import { MessageError } from './message-query';
import { SessionLostError } from './session';
import { asStepFailure } from './step-failure';
import type { StepRun } from './step-run';
import { RecordedProgress } from './unit-progress';

/**
 * Runs a script that cannot be one transaction, unit by unit, from the first that is not done. A unit that may be in a
 * transaction is committed together with its progress; any other is recorded as started before it and as done after.
 */
export async function runUnits(run: StepRun): Promise<void> {
  if (run.context.pooled) {
    throw new EngineError(
      'POOLER_UNSAFE',
      `${run.step.path} runs outside a transaction, which needs a session of its own; the connection goes through a transaction pooler.`,
      {
        hint: 'Connect to the server directly.',
      },
    );
  }
  const { units } = run.script;
  const progress = new RecordedProgress(run.run, run.step, units.length);
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
  if (unit.kind === 'transactional' || !statement) {
    await send(run, unit.statements, progress.sqlTo(index + 1, undefined));
    progress.committed(index + 1, undefined);
    return;
  }
  const alreadyDone = progress.started === index && (await settleInterrupted(run, statement));
  if (!alreadyDone) {
    await refuseInvalidIndex(run, statement);
    if (progress.started !== index) {
      await markStarted(run, progress, index);
    } else {
      await send(run, [], holdSessionSql(run));
    }
    await runAlone(run, progress, index, statement);
    await requireValidIndex(run, statement);
  }
  await send(run, [], `${progress.sqlTo(index + 1, undefined)}\n${releaseSessionSql(run)}`);
  progress.committed(index + 1, undefined);
}

async function markStarted(run: StepRun, progress: RecordedProgress, index: number): Promise<void> {
  await send(run, [], `${progress.sqlTo(index, index)}\n${holdSessionSql(run)}`);
  progress.committed(index, index);
}

/** The statement by itself, as PostgreSQL asks for it: one that cannot be in a transaction block, alone in its message. */
async function runAlone(run: StepRun, progress: RecordedProgress, index: number, statement: Statement): Promise<void> {
  const message: ComposedMessage = {
    before: '',
    script: textOf(run, statement.start, statement.end),
    after: '',
    statementsBefore: 0,
  };
  try {
    await run.worker.send({ text: message.script, onNotice: run.observer.onNotice });
  } catch (error) {
    if (error instanceof SessionLostError) {
      throw error;
    }
    // The server said that it failed, so it did not happen; when it left an invalid index, its mark stays, so that the
    // next run may drop that.
    const started = (await leftInvalidIndex(run, statement, error)) ? index : undefined;
    await send(run, [], `${started === undefined ? progress.sqlTo(index, started) : ''}\n${releaseSessionSql(run)}`);
    progress.committed(index, started);
    throw asStepFailure(error, {
      step: run.step,
      message,
      statements: [statement],
      startsAt: locateOffset(scriptText(run), statement.start),
      cancelled: run.signal.aborted,
    });
  }
}

/** Whether a concurrent build that failed left its index. One that was there before, under that name, is another's. */
async function leftInvalidIndex(run: StepRun, statement: Statement, error: unknown): Promise<boolean> {
  const index = parseConcurrentIndex(scriptText(run), statement);
  if (index?.action !== 'create' || (error instanceof MessageError && error.serverError.code === duplicateTable)) {
    return false;
  }
  return index.name === undefined || (await readIndexState(run.worker, { ...index, name: index.name })) !== 'absent';
}

/** SQLSTATE of a relation that exists. */
const duplicateTable = '42P07';

/** Whether a statement that an earlier run started has happened; an invalid index that it left is dropped. */
async function settleInterrupted(run: StepRun, statement: Statement): Promise<boolean> {
  const unit = decideInterruptedUnit(scriptText(run), statement);
  switch (unit.decision) {
    case 'run-again':
      return false;
    case 'ask-index':
      return settleIndex(run, unit.index);
    case 'unknown':
      throw new EngineError(
        'STATEMENT_UNKNOWN',
        `${placeOf(run, statement)}: this statement was started by an earlier run, and nothing tells whether it happened.`,
        {
          hint: 'Look in the database; when it happened, delete the statement from the script and its done part from history, else undo it by hand.',
          location: { path: run.step.path, ...locateOffset(scriptText(run), statement.start) },
        },
      );
  }
}

async function settleIndex(
  run: StepRun,
  index: ConcurrentIndexStatement & { readonly name: string },
): Promise<boolean> {
  const state = await readIndexState(run.worker, index);
  if (index.action === 'drop') {
    return state === 'absent';
  }
  switch (state) {
    case 'valid':
      return true;
    case 'absent':
      return false;
    case 'being-built':
      throw new EngineError(
        'STATEMENT_UNKNOWN',
        `${run.step.path}: index ${index.name} is being built by another session.`,
        {
          hint: 'Run again when it has ended.',
        },
      );
    case 'invalid': {
      const drop = await dropIndexSql(run.worker, index);
      if (drop) {
        await run.worker.send({ text: drop });
      }
      return false;
    }
  }
}

/** `IF NOT EXISTS` over an invalid index would say that all is well. */
async function refuseInvalidIndex(run: StepRun, statement: Statement): Promise<void> {
  const index = parseConcurrentIndex(scriptText(run), statement);
  if (index?.action !== 'create' || !index.ifNotExists || index.name === undefined) {
    return;
  }
  const state = await readIndexState(run.worker, { ...index, name: index.name });
  if (state === 'invalid' || state === 'being-built') {
    throw new EngineError(
      'INVALID_INDEX',
      `${placeOf(run, statement)}: index ${index.name} exists and is invalid; IF NOT EXISTS would pass over it.`,
      {
        hint: `Drop it first: DROP INDEX CONCURRENTLY ${index.name}.`,
      },
    );
  }
}

async function requireValidIndex(run: StepRun, statement: Statement): Promise<void> {
  const index = parseConcurrentIndex(scriptText(run), statement);
  if (index?.action !== 'create' || index.name === undefined) {
    return;
  }
  const state = await readIndexState(run.worker, { ...index, name: index.name });
  if (state !== 'valid') {
    throw new EngineError(
      'INVALID_INDEX',
      `${placeOf(run, statement)}: index ${index.name} is ${state} after it was built.`,
      {
        hint: 'Run again: the invalid index is dropped and built anew.',
      },
    );
  }
}

/**
 * What holds for the session while a statement runs alone: the worker's lock, which outlives a killed runner, and
 * timeouts. A concurrent build waits without lock_timeout: its waits block nobody, and a timeout leaves an invalid index.
 */
function holdSessionSql(run: StepRun): string {
  const { statementTimeoutMs } = run.options.timeouts;
  return `SELECT pg_advisory_lock(${run.context.workerLockSql}), set_config('lock_timeout', '0', false),
  set_config('statement_timeout', '${statementTimeoutMs}', false);`;
}

function releaseSessionSql(run: StepRun): string {
  return `SELECT pg_advisory_unlock(${run.context.workerLockSql});`;
}

/** One transaction of statements of the script and of history; without statements, of history alone. */
async function send(run: StepRun, statements: readonly Statement[], history: string): Promise<void> {
  const start = statements[0]?.start ?? 0;
  const script = textOf(run, start, statements.at(-1)?.end ?? 0);
  const message: ComposedMessage = {
    ...openTransaction(run.context, run.options),
    script,
    after: closeTransaction(run.context, run.options, history),
  };
  try {
    await run.worker.send({
      text: message.before + message.script + message.after,
      copyData: copyDataOf(run.script, statements),
      onNotice: run.observer.onNotice,
    });
  } catch (error) {
    throw asStepFailure(error, {
      step: run.step,
      message,
      statements,
      startsAt: locateOffset(scriptText(run), start),
      cancelled: run.signal.aborted,
    });
  }
}

/** The script from `start` to `end`, with COPY data blanked byte for byte: it is sent apart, and positions hold. */
function textOf(run: StepRun, start: number, end: number): string {
  const text = Buffer.from(scriptText(run).subarray(start, end));
  for (const { copyData } of run.script.statements) {
    if (copyData && copyData.start < end && copyData.end > start) {
      text.fill(' ', copyData.start - start, copyData.end - start);
    }
  }
  return text.toString('utf8');
}

function scriptText(run: StepRun): Buffer {
  return run.script.script.text ?? Buffer.alloc(0);
}

function placeOf(run: StepRun, statement: Statement): string {
  const { line, column } = locateOffset(scriptText(run), statement.start);
  return `${run.step.path}:${line}:${column}`;
}
