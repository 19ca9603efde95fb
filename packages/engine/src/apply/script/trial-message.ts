import type { StepTimeouts } from '../../history/store';
import type { ParsedScript } from '../../migrations/migration';
import type { ComposedMessage } from './script-message';

/**
 * One message that tries a script and takes everything back: deferred constraints are checked, and ROLLBACK follows
 * whatever the script did. The newline and semicolon end a trailing `-- comment`. Pure.
 */
export function composeTrial(
  script: ParsedScript,
  { lockTimeoutMs, statementTimeoutMs }: StepTimeouts,
): ComposedMessage {
  const statements = [
    `BEGIN ISOLATION LEVEL ${script.isolation}`,
    `SET LOCAL lock_timeout = ${lockTimeoutMs}`,
    `SET LOCAL statement_timeout = ${statementTimeoutMs}`,
  ];
  return {
    before: `${statements.join(';\n')};\n`,
    script: script.message,
    after: '\n;\nSET CONSTRAINTS ALL IMMEDIATE;\nROLLBACK',
    statementsBefore: statements.length,
    statementsBeforeDeferred: statements.length + script.statements.length,
  };
}
