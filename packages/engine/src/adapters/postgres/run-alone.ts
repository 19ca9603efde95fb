import { type ConcurrentStatement, parseConcurrent } from '../../apply/concurrent-statement';
import type { Statement } from '../../sql/statement';
import { refuseInvalidIndex, requireValidIndex } from './concurrent-index';
import { clearLeftovers, readLeftovers } from './leftovers';
import { MessageError } from './message-query';
import { settleInterrupted } from './settle-interrupted';
import type { StepRun } from './step-run';
import { describeAlone, resetSessionSql, scriptText, sendAlone, sendHistory, sessionSql } from './unit-message';
import type { RecordedProgress } from './unit-progress';

/**
 * Runs a statement that cannot be in a transaction: recorded as started before it and as done after. One that an earlier
 * run started is settled first. When the server refuses it, what it left behind is cleared away; where that is not
 * possible the mark stays, so that the next run does it.
 */
export async function runAlone(
  run: StepRun,
  progress: RecordedProgress,
  index: number,
  statement: Statement,
): Promise<void> {
  try {
    await runMarked(run, progress, index, statement);
  } catch (error) {
    if (!run.worker.lost) {
      await run.worker.send({ text: `ROLLBACK; ${resetSessionSql} ${releaseSessionSql(run)}` });
    }
    throw error;
  }
}

async function runMarked(run: StepRun, progress: RecordedProgress, index: number, statement: Statement): Promise<void> {
  const concurrent = parseConcurrent(scriptText(run), statement);
  const isResumed = progress.started === index;
  const session = sessionSql(run, index);
  // Names are looked up as the statement does.
  if (session !== '') await run.worker.send({ text: session });
  if (!isResumed) await refuseInvalidIndex(run, statement, concurrent);
  const before = isResumed ? [] : await readLeftovers(run.worker, concurrent);
  const mark = isResumed ? '' : progress.sqlTo(index, index);
  await sendHistory(run, `${mark}\n${holdSessionSql(run, concurrent)}\n${session}`);
  if (!isResumed) progress.committed(index, index);
  const isDone = isResumed && (await settleInterrupted(run, statement));
  if (!isDone) {
    await execute(run, { progress, index, statement, concurrent, before });
    await requireValidIndex(run, statement, concurrent);
  }
  await sendHistory(run, `${progress.sqlTo(index + 1, undefined)}\n${releaseSessionSql(run)}`);
  progress.committed(index + 1, undefined);
}

interface Alone {
  readonly progress: RecordedProgress;
  readonly index: number;
  readonly statement: Statement;
  readonly concurrent: ConcurrentStatement | undefined;
  /** What was there before it, and is somebody else's. */
  readonly before: readonly string[];
}

async function execute(run: StepRun, alone: Alone): Promise<void> {
  const { progress, index, statement, concurrent, before } = alone;
  try {
    await sendAlone(run, statement);
  } catch (error) {
    if (error instanceof MessageError && (await clearLeftovers(run, concurrent, before, error))) {
      // The server said that it failed and nothing of it is left: it did not happen.
      await sendHistory(run, progress.sqlTo(index, undefined));
      progress.committed(index, undefined);
    }
    throw describeAlone(run, statement, concurrent, error);
  }
}

/**
 * What holds for the session while a statement runs alone: the worker's lock, which outlives a killed runner, and
 * timeouts. What works concurrently waits without lock_timeout: its waits block nobody, and a timeout leaves an invalid
 * index. Anything else that waits for a lock makes all that come after it wait.
 */
function holdSessionSql({ context, options }: StepRun, concurrent: ConcurrentStatement | undefined): string {
  const { lockTimeoutMs, statementTimeoutMs, concurrentTimeoutMs } = options.timeouts;
  const settings = concurrent
    ? { lock_timeout: 0, statement_timeout: concurrentTimeoutMs ?? statementTimeoutMs }
    : { lock_timeout: lockTimeoutMs, statement_timeout: statementTimeoutMs };
  const set = Object.entries(settings).map(([name, value]) => `set_config('${name}', '${value}', false)`);
  return `SELECT pg_advisory_lock(${context.workerLockSql}), ${set.join(', ')};`;
}

function releaseSessionSql({ context }: StepRun): string {
  return `SELECT pg_catalog.pg_advisory_unlock(${context.workerLockSql});`;
}
