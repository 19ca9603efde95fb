import { describeStepFailure } from '../../src/apply/failures/step-failure';
import { EngineError } from '../../src/errors';
import type { Step } from '../../src/plan/plan';
import type { Statement } from '../../src/sql/statements/statement';
import type { MemoryContents, MemoryDatabase } from './memory-database';

/** Where statements are executed, and what interrupts them. */
export interface Execution {
  readonly database: MemoryDatabase;
  readonly signal: AbortSignal;
}

/** What statements change beside history, once they are committed. */
export type Effects = (state: MemoryContents) => Pick<MemoryContents, 'executed' | 'hasUserTables'>;

/**
 * Executes statements of a step as one transaction, which is to say: finds out whether one of them is told to fail.
 * Throws what the real store throws. Nothing is written before the caller takes the effects over.
 */
export async function executeStatements(
  statements: readonly Statement[],
  step: Step,
  { database, signal }: Execution,
): Promise<Effects> {
  const texts = statements.map((statement) => textOf(step, statement));
  let lostAfterCommit = false;
  for (const [index, text] of texts.entries()) {
    for (const action of database.internals.actionsDuring(text)) await action();
    if (signal.aborted) throw new EngineError('CANCELLED', `${step.path}: cancelled. Nothing of it was kept.`);
    const failure = database.internals.nextFailure(text);
    switch (failure?.how) {
      case 'error': {
        const { sqlState = '42601', message = 'scripted failure', detail } = failure;
        throw describeStepFailure({ code: sqlState, message, ...(detail && { detail }) }, index, {
          step,
          message: { before: '', script: step.script?.message || ' ', after: '', statementsBefore: 0 },
          statements,
          cancelled: false,
        });
      }
      case 'lost-before-commit':
        throw connectionLost(step);
      case 'lost-after-commit':
        lostAfterCommit = true;
        break;
      case undefined:
        break;
    }
  }
  // The real store looks whether the step's event is there, and so knows that all of it was committed.
  const isWholeStep = statements.length === (step.script?.statements.length ?? 0);
  if (lostAfterCommit && !isWholeStep) throw connectionLost(step);
  return ({ executed, hasUserTables }) => ({
    executed: [...executed, ...texts],
    hasUserTables: hasUserTables || texts.some((text) => /\bcreate\s+(unlogged\s+)?table\b/i.test(text)),
  });
}

function connectionLost({ id }: Step): EngineError {
  return new EngineError('CONNECTION_LOST', `The connection ended while ${id} ran.`, {
    hint: 'Run the command again.',
  });
}

function textOf({ script }: Step, { start, end }: Statement): string {
  return script?.script.text?.toString('utf8', start, end) ?? '';
}
