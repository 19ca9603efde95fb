import { EngineError, type ErrorCode, type ErrorReport } from '../errors';
import type { Reporter, RunOutcome } from '../events';
import { isRequirementMet } from '../history/requirement';
import type { FollowingStep, LockedStore, StepObserver, StepResult, StepTimeouts } from '../history/store';
import type { MigrationStatus, Plan, Step } from '../plan/plan';
import type { Clock } from '../ports';
import { hasNotBegun, runsRegardless, tellOutcome } from './after-run';
import { describeError } from './failures/describe-error';
import { explainDependents } from './failures/explain-dependents';
import { observeStep } from './observe-step';
import { recordFailure, unreachable } from './record-failure';
import { openRetries } from './retries';
import { startRetryTime } from './retry-time';
import type { Onlooker } from './watch-progress';

/** How steps are run. 0 milliseconds is no limit. */
export interface RunPlanOptions {
  readonly lockTimeoutMs: number;
  /** `brief`: a script's own `lock-timeout` may only be shorter, and all waits of a transaction together are under it. */
  readonly lockWaits: 'brief' | 'usual';
  /** How long a transaction is tried again when a lock is not given: a script, or the part of one that runs in parts. */
  readonly lockRetryForMs: number;
  readonly statementTimeoutMs: number;
  /** See `StepTimeouts`. */
  readonly concurrentTimeoutMs?: number;
  /** After a failure: stop, or go on with the steps that do not require what failed. */
  readonly onFailure: 'stop' | 'continue';
  /** Own project's name, to recognise requirements within it. */
  readonly project: string;
}

/** How one step of a plan ended. */
export interface StepReport {
  readonly step: Step;
  readonly outcome: 'succeeded' | 'failed' | 'skipped' | 'not-run';
  readonly durationMs: number;
  readonly error: ErrorReport | undefined;
  /** See `StepResult`. */
  readonly measured?: StepResult['measured'];
}

/** How a run of a plan ended: a report for each step, in the plan's order. */
export interface RunReport {
  readonly outcome: Extract<RunOutcome, 'succeeded' | 'failed' | 'cancelled'>;
  readonly steps: readonly StepReport[];
}

/** What the loop works with. */
export interface RunPlanPorts {
  readonly store: LockedStore;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** Told of each error that is no EngineError, before it becomes a report without a stack. */
  readonly trace?: (error: unknown) => void;
  /** Somebody who is told how far the steps are. Absent: nobody, and the server is not asked. */
  readonly onlooker?: Onlooker;
}

/**
 * Runs the steps of a plan, one after the other, and records each failure. Never throws for a step that failed: that is
 * in the report. The plan's refusals are the caller's to honour.
 */
export async function runPlan(plan: Plan, options: RunPlanOptions, ports: RunPlanPorts): Promise<RunReport> {
  const reports: StepReport[] = [];
  const failed: StepReport[] = [];
  const { statuses } = plan;
  for (const [index, step] of plan.steps.entries()) {
    const following = followingOf(plan.steps, index, options);
    const progress = { index, total: plan.steps.length, failed, statuses, following };
    const isOver = failed.length > 0 || (ports.signal.aborted && !ports.store.isSent(step));
    const report =
      isOver && step.action === 'hook'
        ? await runHookAtEnd(step, reports, progress, options, ports)
        : await runNext(step, progress, options, ports);
    reports.push(report);
    if (report.outcome === 'failed' || report.outcome === 'skipped') failed.push(report);
  }
  return { outcome: outcomeOf(reports, ports.signal), steps: reports };
}

interface Progress {
  readonly index: number;
  readonly total: number;
  /** What failed so far, or was skipped for that. */
  readonly failed: readonly StepReport[];
  readonly statuses: readonly MigrationStatus[];
  readonly following: Iterable<FollowingStep>;
}

/** What is run next when a step succeeds; when it also is when it fails, nothing is known beforehand. */
function followingOf(steps: readonly Step[], index: number, options: RunPlanOptions): Iterable<FollowingStep> {
  if (options.onFailure === 'continue') return [];
  return {
    *[Symbol.iterator]() {
      for (let next = index + 1; next < steps.length; next += 1) {
        const step = steps[next];
        if (step) yield { step, timeouts: timeoutsOf(step, options) };
      }
    },
  };
}

async function runNext(
  step: Step,
  progress: Progress,
  options: RunPlanOptions,
  ports: RunPlanPorts,
): Promise<StepReport> {
  const { clock, reporter, store, signal } = ports;
  // Of one that was sent only its answer tells what became of it.
  const isInterrupted = signal.aborted && !store.isSent(step);
  if (isInterrupted || progress.failed.some((report) => endsRun(report, options))) {
    return { step, outcome: 'not-run', durationMs: 0, error: undefined };
  }
  const blockedBy = requiredFailure(step, progress.failed, options.project);
  if (blockedBy !== undefined) {
    return skip(step, blockedBy, ports);
  }
  const { id, action, path } = step;
  const { index, total } = progress;
  reporter.report({
    type: 'step-started',
    at: clock.now(),
    id,
    action,
    index,
    total,
    path,
    mode: step.script?.mode ?? 'none',
    ...(step.script && step.script.mode !== 'batches' && { statements: step.script.statements.length }),
  });
  const start = clock.monotonicMs();
  try {
    const { durationMs, measured } = await applyWithRetries(step, progress.following, options, ports);
    reporter.report({ type: 'step-finished', at: clock.now(), id, action, durationMs });
    return { step, outcome: 'succeeded', durationMs, error: undefined, ...(measured && { measured }) };
  } catch (error) {
    const durationMs = Math.round(clock.monotonicMs() - start);
    if (!(error instanceof EngineError)) ports.trace?.(error);
    const described = explainDependents(describeError(error), step, progress.statuses);
    reporter.report({ type: 'step-failed', at: clock.now(), id, action, durationMs, error: described });
    await recordFailure(step, described, durationMs, ports);
    return { step, outcome: 'failed', durationMs, error: described };
  }
}

/**
 * Whether nothing may follow a failure: without `continue`, when it is not the script that is to blame, or when it is what
 * was to be done before all of them.
 */
function endsRun(report: StepReport, { onFailure }: RunPlanOptions): boolean {
  const { error } = report;
  return onFailure === 'stop' || hasNotBegun(report) || (error !== undefined && beyondScripts.has(error.code));
}

const beyondScripts: ReadonlySet<ErrorCode> = new Set([
  ...unreachable,
  'RUN_LOCK_LOST',
  'CANCELLED',
  'DATABASE_READ_ONLY',
  'PRIVILEGE_MISSING',
  'INTERNAL',
]);

/** A hook whose turn comes when the run is over. */
async function runHookAtEnd(
  step: Step,
  before: readonly StepReport[],
  progress: Progress,
  options: RunPlanOptions,
  ports: RunPlanPorts,
): Promise<StepReport> {
  if (!runsRegardless(step, before)) return runNext(step, progress, options, ports);
  const { aborted } = ports.signal;
  const told = tellOutcome(step, aborted ? 'cancelled' : 'failed');
  // It was for the steps; another signal ends everything at once.
  const undisturbed = aborted ? { ...ports, signal: new AbortController().signal } : ports;
  return { ...(await runNext(told, { ...progress, failed: [] }, options, undisturbed)), step };
}

/** Recorded as a failed attempt: like what it requires, it is not out of order when it runs later than newer ones. */
async function skip(step: Step, requires: string, ports: RunPlanPorts): Promise<StepReport> {
  const { clock, reporter } = ports;
  const { id, action } = step;
  const reason = `it requires ${requires}, which failed`;
  reporter.report({ type: 'step-skipped', at: clock.now(), id, action, reason });
  const message = `${id} was skipped: ${reason}.`;
  await recordFailure(step, { code: 'REQUIREMENT_MISSING', message }, 0, ports);
  return { step, outcome: 'skipped', durationMs: 0, error: undefined };
}

async function applyWithRetries(
  step: Step,
  following: Iterable<FollowingStep>,
  options: RunPlanOptions,
  ports: RunPlanPorts,
): Promise<StepResult> {
  const { store, clock, reporter, signal, onlooker } = ports;
  const timeouts = timeoutsOf(step, options);
  const time = startRetryTime(options.lockRetryForMs, clock);
  const isGivenUp = givesUpWaits(step, timeouts) && options.lockRetryForMs > 0;
  const retryUntil = () => (isGivenUp ? time.until() : undefined);
  const watch = observeStep(step, { clock, reporter, retryUntil, ...(onlooker && { onlooker }) });
  const retries = openRetries(step, time, watch, ports);
  // One that runs in parts has tried the part again that failed.
  let runsInParts = step.script?.mode === 'statements';
  const observer: StepObserver = {
    ...watch,
    onTakenApart: (place) => {
      runsInParts = true;
      watch.onTakenApart(place);
    },
    onProgress: (done, total) => {
      retries.restart();
      watch.onProgress(done, total);
    },
    onTakenBack: (error) => retries.next(error, 'part'),
  };
  for (;;) {
    try {
      return await store.apply(step, timeouts, observer, signal, following);
    } catch (error) {
      if (runsInParts || (await retries.next(error, 'whole')) === 'fail') throw error;
    }
  }
}

/** Whether all waits of a step end by lock_timeout. Outside a transaction some may not: those of CONCURRENTLY have none. */
function givesUpWaits(step: Step, { lockTimeoutMs }: StepTimeouts): boolean {
  return lockTimeoutMs > 0 && step.script?.mode !== 'statements';
}

function timeoutsOf(step: Step, options: RunPlanOptions): StepTimeouts {
  const directives = step.script?.script.directives;
  const lockTimeoutMs = lockTimeoutOf(directives?.lockTimeoutMs, options);
  return {
    lockTimeoutMs,
    ...(options.lockWaits === 'brief' && lockTimeoutMs > 0 && { lockWaitsMs: lockTimeoutMs }),
    statementTimeoutMs: directives?.statementTimeoutMs ?? options.statementTimeoutMs,
    ...(options.concurrentTimeoutMs !== undefined && { concurrentTimeoutMs: options.concurrentTimeoutMs }),
  };
}

function lockTimeoutOf(written: number | undefined, { lockTimeoutMs, lockWaits }: RunPlanOptions): number {
  if (written === undefined || lockWaits === 'usual') return written ?? lockTimeoutMs;
  // 0 is no limit.
  const limits = [written, lockTimeoutMs].filter((limit) => limit > 0);
  return limits.length === 0 ? 0 : Math.min(...limits);
}

/** Id of a failed or skipped migration of this run that the step names in `requires`, by its id or version. */
function requiredFailure(step: Step, failed: readonly StepReport[], project: string): string | undefined {
  const requirements = step.script?.script.directives.requires.filter((required) => required.project === project) ?? [];
  return failed.find(({ step: { id, version } }) =>
    requirements.some((required) => isRequirementMet(required.version, [{ id, version: version?.text }])),
  )?.step.id;
}

function outcomeOf(reports: readonly StepReport[], signal: AbortSignal): RunReport['outcome'] {
  if (signal.aborted && reports.some(({ outcome }) => outcome === 'failed' || outcome === 'not-run')) {
    return 'cancelled';
  }
  return reports.every(({ outcome }) => outcome === 'succeeded') ? 'succeeded' : 'failed';
}
