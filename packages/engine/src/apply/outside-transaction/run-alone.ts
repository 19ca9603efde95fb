import { pinSearchPathSql } from '../../history/sql/history-sql';
import { MessageError } from '../../postgres/session/message-query';
import type { Statement } from '../../sql/statements/statement';
import type { StepRun } from '../script/step-run';
import { refuseInvalidIndex, requireValidIndex } from './concurrent-index';
import { type ConcurrentStatement, parseConcurrent } from './concurrent-statement';
import { clearLeftovers, readLeftovers } from './leftovers';
import { settleInterrupted } from './settle-interrupted';
import { describeAlone, scriptText, sendAlone, sendHistory } from './unit-message';
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
  const concurrent = parseConcurrent(scriptText(run), statement);
  const isResumed = progress.started === index;
  if (!isResumed) await refuseInvalidIndex(run, statement, concurrent);
  const before = isResumed ? [] : await readLeftovers(run.worker, concurrent);
  // The worker's lock outlives a killed runner, as long as the server works on the statement.
  const hold = `SELECT pg_catalog.pg_advisory_lock(${run.context.workerLockSql})`;
  await sendHistory(run, { before: [hold], history: isResumed ? '' : progress.sqlTo(index, index), end: 'part' });
  if (!isResumed) progress.committed(index, index);
  const setBack = concurrent ? await waitWithoutTimeout(run) : [];
  const isDone = isResumed && (await settleInterrupted(run, statement));
  if (!isDone) {
    await execute(run, { progress, index, statement, concurrent, before });
    await requireValidIndex(run, statement, concurrent);
  }
  const release = `SELECT pg_catalog.pg_advisory_unlock(${run.context.workerLockSql})`;
  const isLast = index + 1 === run.script.units.length;
  // It is done, whatever becomes of the hook: later only the catalog could tell that, and not of every statement.
  const left = isLast && run.options.hooks?.afterEach ? 'afterEach' : undefined;
  const history = progress.sqlTo(index + 1, undefined, left);
  await sendHistory(run, { before: [release, ...setBack], history, end: isLast && !left ? 'script' : 'part' });
  progress.committed(index + 1, undefined, left);
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
      await sendHistory(run, { history: progress.sqlTo(index, undefined), end: 'part' });
      progress.committed(index, undefined);
    }
    throw describeAlone(run, statement, concurrent, error);
  }
}

/**
 * What works concurrently waits without lock_timeout: its waits block nobody, and a timeout leaves an invalid index. A
 * timeout that the script has set itself stays. Anything else that waits for a lock makes all that come after it wait.
 * Answers the statements that set it back.
 */
async function waitWithoutTimeout({ worker, options }: StepRun): Promise<readonly string[]> {
  const { lockTimeoutMs, statementTimeoutMs, concurrentTimeoutMs } = options.timeouts;
  const ours: Readonly<Record<string, number>> = { lock_timeout: lockTimeoutMs, statement_timeout: statementTimeoutMs };
  const values = `('lock_timeout', '${lockTimeoutMs}', '0'),
  ('statement_timeout', '${statementTimeoutMs}', '${concurrentTimeoutMs ?? statementTimeoutMs}')`;
  const changed = await worker.rows(`${pinSearchPathSql}
SELECT w.name, set_config(w.name, w.wanted, false)
FROM (VALUES ${values}) w (name, ours, wanted) JOIN pg_settings s ON s.name = w.name AND s.setting = w.ours`);
  return changed.map(({ name }) => `SELECT pg_catalog.set_config('${name}', '${ours[name ?? '']}', false)`);
}
