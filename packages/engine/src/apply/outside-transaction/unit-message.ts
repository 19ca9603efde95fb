import { EngineError, errorCatalogue } from '../../errors';
import { MessageError } from '../../postgres/session/message-query';
import type { Statement } from '../../sql/statements/statement';
import { locateOffset } from '../../sql/text/positions';
import { asStepFailure } from '../failures/as-failure';
import { copyDataOf } from '../script/copy-data';
import type { SentHook } from '../script/hook-message';
import { withReadingAround } from '../script/readings';
import {
  beginSessionSql,
  type ComposedMessage,
  closePart,
  closeTransaction,
  openPart,
  withSentHooks,
} from '../script/script-message';
import type { StepRun } from '../script/step-run';
import type { ConcurrentStatement } from './concurrent-statement';
import { sessionStatementsBefore } from './session-statements';

/** One transaction of a unit's statements and of history. Throws the step's failure. */
export async function sendUnit(run: StepRun, index: number, history: string): Promise<void> {
  const { statements = [], isolation = 'READ COMMITTED' } = run.script.units[index] ?? {};
  const start = statements[0]?.start ?? 0;
  const opening = openPart(run.context, isolation);
  const statementsBeforeDeferred = opening.statementsBefore + statements.length;
  const end = index + 1 < run.script.units.length ? 'part' : 'script';
  const unit = withEnd(run, end, statementsBeforeDeferred, {
    ...opening,
    statementsBeforeDeferred,
    script: textOf(run, statements),
    after: closeSql(run, end, history),
  });
  // What a hook behind it would be told of an error is counted without readings.
  const message = unit.hooks ? unit : withReadingAround(unit, run.script, statements, run.step.measure);
  try {
    await run.sendTransaction({
      text: message.before + message.script + message.after,
      copyData: copyDataOf(run.script, statements),
      onNotice: run.observer.onNotice,
    });
  } catch (error) {
    throw failureOf(run, error, { message, statements, start });
  }
}

/**
 * Begins the session of a script that runs in parts, with `beforeEach` in a transaction of its own: also of one that goes
 * on, since what the hook had set was gone with the session.
 */
export async function beginHookedSession(run: StepRun): Promise<void> {
  const { context, options } = run;
  const { beforeEach } = options.hooks ?? {};
  if (!beforeEach) return beginSession(run);
  const settings = beginSessionSql(context, options, '');
  const part = openPart(context, 'READ COMMITTED');
  const before = `${settings}${part.before}`;
  const statementsBefore = 1 + part.statementsBefore;
  const { script } = beforeEach;
  const after = closePart(context, options, beforeEach.recordSql);
  const hooks: readonly SentHook[] = [{ name: 'beforeEach', script, before, statementsBefore }];
  const message: ComposedMessage = { before, script: '', after, statementsBefore, hooks };
  try {
    await run.sendTransaction({ text: `${before}${script.message}${after}`, onNotice: run.observer.onNotice });
  } catch (error) {
    throw failureOf(run, error, { message, statements: [], start: 0 });
  }
  await setAgain(run, '');
}

/**
 * Begins the session of a script that runs in parts. Where an earlier run stopped at a part, what the parts before it
 * had set for their session is set again.
 */
async function beginSession(run: StepRun): Promise<void> {
  await setAgain(run, beginSessionSql(run.context, run.options, ''));
}

async function setAgain(run: StepRun, before: string): Promise<void> {
  const again = sessionStatementsBefore(scriptText(run), run.script.units, run.step.resumeAt);
  if (before === '' && again.length === 0) return;
  const text = before + again.map((statement) => `${textOf(run, [statement])};\n`).join('');
  try {
    await run.sendScript({ text });
  } catch (error) {
    // Their text is not as in the file, so the place is told by how many of them were done, after our settings.
    const statementsBefore = before === '' ? 0 : 1;
    const message: ComposedMessage = { before: text, script: ' ', after: '', statementsBefore };
    throw failureOf(run, error, { message, statements: again, start: 0 });
  }
}

/**
 * One transaction of history, in the middle of the script's session or, with `afterEach`, at its end. A signal interrupts
 * only the hook.
 */
export async function sendHistory(run: StepRun, { before = [], history, end }: HistoryMessage): Promise<void> {
  const opening = openPart(run.context, 'READ COMMITTED');
  const statementsBefore = opening.statementsBefore + before.length;
  const message = withEnd(run, end, statementsBefore, {
    before: `${opening.before}${before.map((statement) => `${statement};\n`).join('')}`,
    script: '',
    after: closeSql(run, end, history),
    statementsBefore,
  });
  const text = message.before + message.after;
  try {
    await (message.hooks ? run.sendTransaction({ text, onNotice: run.observer.onNotice }) : run.sendHistory({ text }));
  } catch (error) {
    throw failureOf(run, error, { message, statements: [], start: 0 });
  }
}

/** What is written, and statements that are done in the session before that, in its transaction. */
export interface HistoryMessage {
  readonly before?: readonly string[];
  readonly history: string;
  /** What ends with it: with the script its session does, too. */
  readonly end: 'part' | 'script';
}

/** The end of a part's transaction. */
function closeSql({ context, options }: StepRun, end: HistoryMessage['end'], history: string): string {
  return end === 'part' ? closePart(context, options, history) : closeTransaction(context, options, history);
}

/** A message with `afterEach`, when the script ends with it. */
function withEnd(
  { options: { hooks } }: StepRun,
  end: HistoryMessage['end'],
  statementsBefore: number,
  message: ComposedMessage,
): ComposedMessage {
  return end === 'script' && hooks?.afterEach ? withSentHooks(message, statementsBefore, hooks) : message;
}

/** The statement by itself, as PostgreSQL asks for it that it is in no transaction. Throws what the session throws. */
export async function sendAlone(run: StepRun, statement: Statement): Promise<void> {
  await run.sendScript({ text: textOf(run, [statement]), onNotice: run.observer.onNotice });
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
      `${placeOf(run, statement)}: it was not done within ${concurrentTimeoutMs} ms (--concurrent-timeout).`,
      {
        hint: errorCatalogue.CONCURRENT_TIMEOUT.whatToDo,
        fields: { sqlState: '57014', id: run.step.id },
        cause: error,
      },
    );
  }
  const script = textOf(run, [statement]);
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

/**
 * The script from the first to the last of these statements, with all others, comments and COPY data between them blanked:
 * data is sent apart. Lines and columns hold, which count characters.
 */
function textOf(run: StepRun, statements: readonly Statement[]): string {
  const text = scriptText(run);
  const parts = statements.map(({ start, end }, index) => {
    const before = index === 0 ? undefined : statements[index - 1];
    const gap = before ? blank(text.toString('utf8', before.end, start)) : '';
    return gap + text.toString('utf8', start, end);
  });
  return parts.join('');
}

/** A semicolon, which is there in some place, then blanks. */
function blank(gap: string): string {
  const at = gap.search(/[^\n]/);
  return `${gap.slice(0, at)};${gap.slice(at + 1).replace(/[^\n]/gu, ' ')}`;
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
