import { actionOf } from '../../apply/script/step-history';
import { EngineError } from '../../errors';
import { pinSearchPathSql } from '../../history/sql/history-sql';
import type { RunIdentity } from '../../history/store';
import type { Step } from '../../plan/plan';
import { quoteLiteral } from '../../sql/names/quote';
import type { Session } from '../session/session';

/** What history has of a run after its connection was lost. */
export interface RecordedRun {
  /** Whether the run's own event is there: it is the last, and durable, so everything before it is. */
  readonly isFinished: boolean;
  /** Of the steps that the run committed, those that are no longer there. */
  readonly lostSteps: readonly Step[];
}

/**
 * Looks what a run left behind. The commits of its steps are not waited for until its last one, so a server that
 * crashed may have lost some of them, the newest, each together with what it recorded.
 */
export async function readRecordedRun(
  session: Session,
  run: RunIdentity,
  committed: readonly Step[],
): Promise<RecordedRun> {
  const rows = await session.rows(`${pinSearchPathSql}
SELECT action, coalesce(id, '') AS id FROM pgrestify.migration_events
WHERE run_id = ${quoteLiteral(run.runId)} AND (outcome = 'succeeded' OR action = 'run')`);
  const recorded = new Set(rows.map(({ action, id }) => `${action} ${id}`));
  return {
    isFinished: recorded.has('run '),
    lostSteps: committed.filter((step) => !recorded.has(`${actionOf(step)} ${step.id}`)),
  };
}

/** The error of a run whose steps a crash of the server took back; `fields.steps` names them as `<action> <id>`. */
export function describeLostSteps(steps: readonly Step[], description: string): EngineError {
  const lost = steps.map(({ action, id }) => `${action} ${id}`);
  return new EngineError(
    'COMMITS_LOST',
    `${description} crashed and lost what it had committed last: ${lost.join(', ')}. History has lost it as well.`,
    { hint: 'Run the command again.', fields: { steps: lost } },
  );
}

/** The error of a run of which nobody can say whether its last commits were kept. */
export function describeUnknownFinish(cause: unknown): EngineError {
  return new EngineError(
    'COMMIT_UNKNOWN',
    'Every step was committed, but the connection ended before the server said that it keeps them, and it cannot be asked.',
    { hint: 'Run status once the server answers.', cause },
  );
}
