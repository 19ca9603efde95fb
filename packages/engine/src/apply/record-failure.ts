import type { ErrorCode, ErrorReport } from '../errors';
import type { LockedStore } from '../history/store';
import type { Step } from '../plan/plan';
import { describeError } from './failures/describe-error';
import type { RetryPorts } from './retries';

/** Errors after which the database cannot be asked any more. */
export const unreachable: ReadonlySet<ErrorCode> = new Set([
  'CONNECTION_LOST',
  'COMMIT_UNKNOWN',
  'CONNECTION_FAILED',
  'SERVER_NOT_READY',
  'TOO_MANY_CONNECTIONS',
]);

/** The event of a failure. It fails with the database itself; then the report still says what happened, and this too. */
export async function recordFailure(
  step: Step,
  error: Pick<ErrorReport, 'code' | 'message'>,
  durationMs: number,
  { store, signal, clock, reporter }: RetryPorts & { readonly store: Pick<LockedStore, 'recordFailure'> },
): Promise<void> {
  const failure = { code: error.code, message: error.message, durationMs, cancelled: signal.aborted };
  await store.recordFailure(step, failure).catch((cause: unknown) => {
    if (unreachable.has(error.code)) return;
    const message = `The failure of ${step.id} could not be recorded: ${describeError(cause).message}`;
    reporter.report({ type: 'notice-raised', at: clock.now(), severity: 'warning', message, ids: [step.id] });
  });
}
