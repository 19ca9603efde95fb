import { type ErrorCode, errorCatalogue } from '../../errors';
import type { Step } from '../../plan/plan';

/**
 * The catalogue's advice for an error of a step, with what is true of how its script runs. What a script in parts has
 * kept is told by `describePartFailure`.
 */
export function adviseByMode(code: ErrorCode, { action, id, script }: Pick<Step, 'action' | 'id' | 'script'>): string {
  if (code === 'HOOK_FAILED' && action === 'hook') return id === 'afterRun' ? adviseAfterRun : adviseBeforeRun;
  const kept = script?.mode === 'statements' ? '' : ': nothing of it was kept';
  switch (code) {
    case 'STEP_FAILED':
      return `Correct the script, and run again${kept}.`;
    case 'HOOK_FAILED':
      return `Correct the hook, and run again${kept}.`;
    case 'CANCELLED':
      return `Run again${kept}.`;
    default:
      return errorCatalogue[code].whatToDo;
  }
}

const adviseBeforeRun = 'Correct the hook, and run again: nothing was applied.';
const adviseAfterRun =
  'What was applied stays, and is recorded. Correct the hook: the next run with something to do runs it.';

/** What to do when the server refused a statement the transaction that it stays in (25001, 2D000). */
export function adviseOutside({ script }: Pick<Step, 'script'>): string {
  switch (script?.mode) {
    case 'batches':
      return 'Put the statement into a script of its own: one over 8 MB runs in one transaction.';
    case 'transactional':
      return script.transaction === 'written'
        ? 'Leave out the BEGIN and COMMIT of the script, so that the statement can run outside a transaction.'
        : 'Write it as a statement of its own: within another one it is in the transaction of that in every mode.';
    case 'statements':
    case 'empty':
    case undefined:
      return 'Put the statement into a migration of its own, outside BEGIN … COMMIT.';
  }
}
