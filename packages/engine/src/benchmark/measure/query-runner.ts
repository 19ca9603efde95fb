import { EngineError, type ErrorReport } from '../../errors';
import type { Session } from '../../postgres/session/session';
import type { QueryPlan } from '../plans/plan-node';
import type { MeasuredSide, QueryRow } from '../verdict/measured-row';
import { explainQuery } from './explain-query';

/** Runs a query on one side, until it fails or is ended. */
export interface QueryRunner {
  /** Runs it once, unless it is over; `counted` keeps its time. */
  run(as: 'counted' | 'not-counted'): Promise<void>;
  /** Whether it has neither failed nor been ended. */
  goesOn(): boolean;
  /** Of the last run; 0 without one. */
  lastMs(): number;
  end(): Promise<MeasuredSide>;
}

/** How a query is run. */
export interface Running {
  /** As PostgreSQL has it: 180001. */
  readonly serverVersion: number;
  readonly signal: AbortSignal;
  /** When a run is ended, in milliseconds; 0 is never. Asked before each run. */
  readonly timeoutMs: () => number;
}

/** Opens a runner; it has run nothing yet. */
export function openRunner(session: Session, { query, row }: QueryRow, running: Running): QueryRunner {
  const { serverVersion, signal } = running;
  const timesMs: number[] = [];
  let plan: QueryPlan | undefined;
  let error: ErrorReport | undefined;
  let endedAfterMs: number | undefined;
  const goesOn = () => error === undefined && endedAfterMs === undefined;
  return {
    goesOn,
    lastMs: () => plan?.run?.timeMs ?? 0,
    run: async (as) => {
      if (!goesOn()) return;
      refuseAborted(signal);
      const timeoutMs = running.timeoutMs();
      const explained = await explainQuery(session, query, { kind: 'run', row, serverVersion, timeoutMs });
      if ('plan' in explained) plan = explained.plan;
      else if (timeoutMs > 0 && explained.error.sqlState === queryCanceled) endedAfterMs = timeoutMs;
      else error = explained.error;
      if (as === 'counted' && goesOn()) timesMs.push(plan?.run?.timeMs ?? 0);
    },
    end: async () => {
      if (endedAfterMs !== undefined) {
        const made = await explainQuery(session, query, { kind: 'plan', row });
        if ('plan' in made) plan = made.plan;
      }
      if (error === undefined && plan !== undefined) return { kind: 'measured', timesMs, plan, endedAfterMs };
      if (error !== undefined) return { kind: 'failed', error };
      throw new EngineError('INTERNAL', `${query.name} was not run.`);
    },
  };
}

/** query_canceled, which the timeout raises. */
const queryCanceled = '57014';

function refuseAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new EngineError('CANCELLED', 'Interrupted while queries were measured.');
}
