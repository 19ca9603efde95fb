import { asStepFailure } from '../../apply/failures/as-failure';
import { copyDataOf } from '../../apply/script/copy-data';
import { composeUnrecorded } from '../../apply/script/trial-message';
import type { ParsedScript } from '../../migrations/migration';
import { scriptStep } from '../../plan/steps/script-step';
import type { Session } from '../../postgres/session/session';

/**
 * Runs the SQL that makes rows anonymous, in one transaction. Rows that row security would hide from it are an error, and
 * not left as they are. Throws STEP_FAILED and its kin, with the place in the file.
 */
export async function anonymize(session: Session, script: ParsedScript): Promise<void> {
  const message = composeUnrecorded(script, { lockTimeoutMs: 0, statementTimeoutMs: 0 });
  const step = scriptStep({ id: script.script.path, version: undefined }, script);
  try {
    await session.send({ text: 'SET row_security = off' });
    const text = message.before + message.script + message.after;
    await session.send({ text, copyData: copyDataOf(script), rows: 'discarded' });
  } catch (error) {
    throw asStepFailure(error, { step, message, cancelled: false });
  }
}
