import type { ConcurrentStatement } from '../../apply/concurrent-statement';
import { type ComposedMessage, closeTransaction, openTransaction } from '../../apply/script-message';
import { sessionStatementsBefore } from '../../apply/session-statements';
import { EngineError, errorCatalogue } from '../../errors';
import { locateOffset } from '../../sql/positions';
import type { Statement } from '../../sql/statement';
import { copyDataOf } from './copy-data';
import { MessageError } from './message-query';
import { asStepFailure } from './step-failure';
import type { StepRun } from './step-run';

/** One transaction of a unit's statements and of history. Throws the step's failure. */
export async function sendUnit(run: StepRun, index: number, history: string): Promise<void> {
  const statements = run.script.units[index]?.statements ?? [];
  const start = statements[0]?.start ?? 0;
  const opening = openTransaction(run.context, run.options);
  const session = sessionStatementsBefore(run.script.units, index);
  const statementsBefore = opening.statementsBefore + session.length;
  const message: ComposedMessage = {
    before: opening.before + sessionSql(run, index),
    statementsBefore,
    statementsBeforeDeferred: statementsBefore + statements.length,
    script: textOf(run, start, statements.at(-1)?.end ?? 0),
    after: closeTransaction(run.context, run.options, history),
  };
  try {
    await run.sendScript({
      text: message.before + message.script + message.after,
      copyData: copyDataOf(run.script, statements),
      onNotice: run.observer.onNotice,
    });
  } catch (error) {
    throw failureOf(run, error, { message, statements, start });
  }
}

/** What earlier units of the script have set for their session, as statements, each with its semicolon. */
export function sessionSql(run: StepRun, index: number): string {
  return sessionStatementsBefore(run.script.units, index)
    .map(({ start, end }) => `${textOf(run, start, end)};\n`)
    .join('');
}

/** Back to our own role and settings, from those that a script has set for its session. */
export const resetSessionSql = 'RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL;';

/** One transaction of history alone, which a signal does not interrupt; by our own role, whatever a script has set. */
export async function sendHistory(run: StepRun, history: string): Promise<void> {
  const { before, statementsBefore } = openTransaction(run.context, run.options);
  const message: ComposedMessage = {
    before: `${resetSessionSql}\n${before}`,
    statementsBefore: statementsBefore + 3,
    script: '',
    after: closeTransaction(run.context, run.options, history),
  };
  try {
    await run.worker.send({ text: message.before + message.after });
  } catch (error) {
    throw failureOf(run, error, { message, statements: [], start: 0 });
  }
}

/** The statement by itself, as PostgreSQL asks for it that it is in no transaction. Throws what the session throws. */
export async function sendAlone(run: StepRun, statement: Statement): Promise<void> {
  await run.sendScript({ text: textOf(run, statement.start, statement.end), onNotice: run.observer.onNotice });
}

/** The failure of a statement that was sent alone; `concurrent` when it waits for others and not for locks. */
export function describeAlone(
  run: StepRun,
  statement: Statement,
  concurrent: ConcurrentStatement | undefined,
  error: unknown,
): unknown {
  const { concurrentTimeoutMs } = run.options.timeouts;
  const isEnded = error instanceof MessageError && error.serverError.code === '57014' && !run.signal.aborted;
  if (isEnded && concurrent && concurrentTimeoutMs) {
    return new EngineError(
      'CONCURRENT_TIMEOUT',
      `${placeOf(run, statement)}: it was not done within ${concurrentTimeoutMs} ms (--concurrentTimeout).`,
      {
        hint: errorCatalogue.CONCURRENT_TIMEOUT.whatToDo,
        fields: { sqlState: '57014', id: run.step.id },
        cause: error,
      },
    );
  }
  const script = textOf(run, statement.start, statement.end);
  const message: ComposedMessage = { before: '', script, after: '', statementsBefore: 0 };
  return failureOf(run, error, { message, statements: [statement], start: statement.start });
}

interface Sent {
  readonly message: ComposedMessage;
  readonly statements: readonly Statement[];
  readonly start: number;
}

function failureOf(run: StepRun, error: unknown, { message, statements, start }: Sent): unknown {
  const startsAt = locateOffset(scriptText(run), start);
  return asStepFailure(error, { step: run.step, message, statements, startsAt, cancelled: run.signal.aborted });
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

/** The text of a script that is run unit by unit, which is always in memory. */
export function scriptText(run: StepRun): Buffer {
  return run.script.script.text ?? Buffer.alloc(0);
}

/** `path:line:column` of a statement. */
export function placeOf(run: StepRun, statement: Statement): string {
  const { line, column } = locateOffset(scriptText(run), statement.start);
  return `${run.step.path}:${line}:${column}`;
}
