import type { StartedOutcome } from '../../plan/steps/started-outcome';
import type { Session } from '../../postgres/session/session';
import type { Statement } from '../../sql/statements/statement';
import { readIndexState } from './concurrent-index';
import type { ConcurrentStatement } from './concurrent-statement';
import { readDetachState } from './detached-partition';
import { decideInterruptedUnit } from './interrupted-unit';

/** Whether a statement that an earlier run began has happened, by the catalog alone: `settleInterrupted` without its effects. */
export async function readStartedOutcome(
  session: Session,
  text: Buffer,
  statement: Statement,
): Promise<StartedOutcome> {
  const unit = decideInterruptedUnit(text, statement);
  switch (unit.decision) {
    case 'run-again':
      return 'resumable';
    case 'ask-catalog':
      return askCatalog(session, unit.statement);
    case 'unknown':
      return 'unknown';
  }
}

async function askCatalog(session: Session, statement: ConcurrentStatement): Promise<StartedOutcome> {
  switch (statement.action) {
    case 'create': {
      const { name = '' } = statement;
      const state = await readIndexState(session, { ...statement, name });
      if (state === 'absent') return 'not-done';
      return state === 'valid' ? 'done' : 'resumable';
    }
    case 'drop':
      return (await readIndexState(session, statement)) === 'absent' ? 'done' : 'resumable';
    case 'reindex':
      return 'resumable';
    case 'detach': {
      const state = await readDetachState(session, statement);
      if (state === 'pending') return 'resumable';
      return state === 'detached' ? 'done' : 'not-done';
    }
  }
}
