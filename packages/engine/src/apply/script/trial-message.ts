import type { StepTimeouts } from '../../history/store';
import type { ParsedScript } from '../../migrations/migration';
import type { ComposedMessage } from './script-message';

/**
 * One message that tries a script and takes everything back: deferred constraints are checked, and ROLLBACK follows
 * whatever the script did. Pure.
 */
export function composeTrial(script: ParsedScript, timeouts: StepTimeouts): ComposedMessage {
  return compose(script, timeouts, 'ROLLBACK');
}

/** One message that runs a script in a transaction, of which no history tells. Pure. */
export function composeUnrecorded(script: ParsedScript, timeouts: StepTimeouts): ComposedMessage {
  return compose(script, timeouts, 'COMMIT');
}

/** The newline and semicolon end a trailing `-- comment`. */
function compose(
  script: ParsedScript,
  { lockTimeoutMs, statementTimeoutMs }: StepTimeouts,
  end: 'ROLLBACK' | 'COMMIT',
): ComposedMessage {
  const statements = [
    `BEGIN ISOLATION LEVEL ${script.isolation}`,
    `SET LOCAL lock_timeout = ${lockTimeoutMs}`,
    `SET LOCAL statement_timeout = ${statementTimeoutMs}`,
  ];
  return {
    before: `${statements.join(';\n')};\n`,
    script: script.message,
    after: `\n;\nSET CONSTRAINTS ALL IMMEDIATE;\n${end}`,
    statementsBefore: statements.length,
    statementsBeforeDeferred: statements.length + script.statements.length,
  };
}
