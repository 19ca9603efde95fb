import { describeError } from '../../apply/failures/describe-error';
import { describeStepFailure } from '../../apply/failures/step-failure';
import { copyDataOf } from '../../apply/script/copy-data';
import type { ComposedMessage } from '../../apply/script/script-message';
import type { ErrorReport } from '../../errors';
import type { ParsedScript } from '../../migrations/migration';
import type { Step } from '../../plan/plan';
import { MessageError } from '../../postgres/session/message-query';
import type { Session } from '../../postgres/session/session';

/** Runs the script of a step in the transaction that is open, and takes it back when it fails: then the error of a real run. */
export async function tryStep(
  session: Session,
  step: Step,
  statementTimeoutMs: number,
): Promise<ErrorReport | undefined> {
  const failure = step.script && (await tryScript(session, step.script, statementTimeoutMs));
  if (!failure) return undefined;
  const { error, message } = failure;
  const { serverError, completed } = error;
  const report = describeError(describeStepFailure(serverError, completed, { step, message, cancelled: false }));
  return { ...report, message: shortened(report.message) };
}

/** A script that failed, and the message that it was in. */
export interface ScriptFailure {
  readonly error: MessageError;
  readonly message: ComposedMessage;
}

/** As `tryStep`, for a script that is no step. */
export async function tryScript(
  session: Session,
  script: ParsedScript,
  statementTimeoutMs: number,
): Promise<ScriptFailure | undefined> {
  const before = ['SAVEPOINT pgrestify_script', `SET LOCAL statement_timeout = ${statementTimeoutMs}`];
  const message: ComposedMessage = {
    before: `${before.join(';\n')};\n`,
    script: script.message,
    after: `\n;\nSET CONSTRAINTS ALL IMMEDIATE;\n${forgetSql};\nRELEASE SAVEPOINT pgrestify_script`,
    statementsBefore: before.length,
    statementsBeforeDeferred: before.length + script.statements.length,
  };
  try {
    const text = message.before + message.script + message.after;
    await session.send({ text, copyData: copyDataOf(script), rows: 'discarded' });
    return undefined;
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    await session.send({ text: 'ROLLBACK TO SAVEPOINT pgrestify_script; RELEASE SAVEPOINT pgrestify_script' });
    return { error, message };
  }
}

/** What a script sets for its session must not reach the next one, as in a real run. */
const forgetSql = 'RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; CLOSE ALL; DEALLOCATE ALL';

/** A long text that was made up says nothing. */
function shortened(message: string): string {
  return message.replace(/(x{8})x{8,}/g, '$1…');
}
