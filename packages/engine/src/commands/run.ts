import { runPlan } from '../apply/run-plan';
import type { Settings } from '../config/settings';
import type { MigrationEvent, RunOutcome } from '../events';
import type { History } from '../history/history';
import type { HistoryStore, LockedStore, RunIdentity } from '../history/store';
import type { Plan, Refusal } from '../plan/plan';
import { planHash } from '../plan/plan-hash';
import { refuseSharedSession } from '../plan/refuse-shared-session';
import type { CommandPorts, RunResult } from './command';
import { finishRun } from './finish-run';
import type { ValidateResult } from './validate-result';

/** What a command that changes a database does: how it plans, and how it treats failures. */
export interface RunRequest {
  readonly command: string;
  readonly mode: 'run' | 'dry-run';
  readonly onFailure: 'stop' | 'continue';
  readonly concurrentTimeoutMs?: number | undefined;
  /** Plans from history; called again under the lock, since history may have changed in between. */
  readonly plan: (history: History) => Promise<Plan>;
  /** Reasons not to run that lie in the environment, not in the files. */
  readonly guard: (history: History, plan: Plan) => readonly Refusal[];
  /** Runs under the lock before history is read again; only `--reset` has it. */
  readonly prepare?: (store: LockedStore) => Promise<void>;
  /** Runs after a run that succeeded, or had nothing to do; only `--verify` has it. */
  readonly verify?: () => Promise<ValidateResult>;
}

/**
 * The course of every run: read history, plan, refuse or lock, plan again under the lock, run the steps, and end with
 * the one synchronous commit. A run with nothing to do takes no lock; a refused or dry one writes nothing at all.
 */
export async function run(settings: Settings, request: RunRequest, ports: CommandPorts): Promise<RunResult> {
  const { clock, reporter, store } = ports;
  const start = clock.monotonicMs();
  reporter.report({
    type: 'run-started',
    at: clock.now(),
    command: request.command,
    project: settings.project,
    environment: settings.environment,
    database: store.description,
  });
  const end = async (ran: RunOutcome, decided: Decision, steps: RunResult['steps'] = []): Promise<RunResult> => {
    const verification = await verify(ran, request, ports);
    const outcome = verification.verification?.outcome === 'failed' ? 'failed' : ran;
    const durationMs = Math.round(clock.monotonicMs() - start);
    const { plan, refusals } = decided;
    const result: RunResult = { outcome, plan, refusals, steps, ...verification, durationMs };
    reporter.report({
      type: 'run-finished',
      at: clock.now(),
      outcome,
      durationMs,
      planHash: planHash(plan),
      refusals: refusals.length,
      counts: countSteps(result),
    });
    return result;
  };

  const first = await decide(request, await store.read(), store);
  reportNotices(first.plan, ports);
  if (first.refusals.length > 0) {
    reporter.report({ type: 'run-refused', at: clock.now(), refusals: first.refusals });
  }
  if (request.mode === 'dry-run') {
    reportSteps(first.plan, ports);
    return end('planned', first);
  }
  if (first.refusals.length > 0) {
    return end('refused', first);
  }
  if (first.plan.steps.length === 0 && !request.prepare) {
    return end('nothing-to-do', first);
  }
  return withLock(settings, ports, async (locked) => {
    await request.prepare?.(locked);
    const decided = await decide(request, await locked.read(), store);
    if (decided.refusals.length > 0) {
      reporter.report({ type: 'run-refused', at: clock.now(), refusals: decided.refusals });
      return end('refused', decided);
    }
    if (decided.plan.steps.length === 0) {
      return end('nothing-to-do', decided);
    }
    const ran = await runPlan(decided.plan, runOptions(settings, request), {
      store: locked,
      clock,
      reporter,
      signal: ports.signal,
    });
    const report = await finishRun(locked, ran, Math.round(clock.monotonicMs() - start), ports);
    return end(report.outcome, decided, report.steps);
  });
}

async function verify(
  outcome: RunOutcome,
  request: RunRequest,
  { clock, reporter }: CommandPorts,
): Promise<Pick<RunResult, 'verification'>> {
  if (!request.verify || (outcome !== 'succeeded' && outcome !== 'nothing-to-do')) {
    return {};
  }
  const verification = await request.verify();
  const { outcome: verdict, tables, findings } = verification;
  reporter.report({ type: 'verification-finished', at: clock.now(), outcome: verdict, tables, findings });
  return { verification };
}

interface Decision {
  readonly plan: Plan;
  readonly refusals: readonly Refusal[];
}

async function decide(request: RunRequest, history: History, store: HistoryStore): Promise<Decision> {
  const plan = await request.plan(history);
  const needSession = refuseSharedSession(plan.steps);
  const shared = needSession.length > 0 && !(await store.keepsSession()) ? needSession : [];
  return { plan, refusals: [...plan.refusals, ...shared, ...request.guard(history, plan)] };
}

async function withLock<T>(
  settings: Settings,
  ports: CommandPorts,
  body: (locked: LockedStore) => Promise<T>,
): Promise<T> {
  const { clock, reporter, store, signal } = ports;
  const identity: RunIdentity = {
    runId: ports.newRunId(),
    project: settings.project,
    target: '',
    environment: settings.environment,
    engineVersion: ports.engineVersion,
    gitCommit: ports.gitCommit(),
  };
  const start = clock.monotonicMs();
  const locked = await store.lock(
    identity,
    { onWaiting: (holder, waitedMs) => reporter.report({ type: 'lock-waiting', at: clock.now(), holder, waitedMs }) },
    signal,
  );
  try {
    reporter.report({ type: 'lock-acquired', at: clock.now(), waitedMs: Math.round(clock.monotonicMs() - start) });
    return await body(locked);
  } finally {
    await locked.release();
  }
}

function runOptions(settings: Settings, request: RunRequest) {
  const { lockTimeoutMs, lockRetryForMs, statementTimeoutMs } = settings.migrations;
  const { concurrentTimeoutMs, onFailure } = request;
  return {
    lockTimeoutMs,
    lockRetryForMs,
    statementTimeoutMs,
    ...(concurrentTimeoutMs !== undefined && { concurrentTimeoutMs }),
    onFailure,
    project: settings.project,
  };
}

function reportNotices(plan: Plan, { reporter, clock }: CommandPorts): void {
  for (const notice of plan.notices) {
    reporter.report({ type: 'notice-raised', at: clock.now(), ...notice });
  }
}

/** More than this of a script is not printed by a dry run. */
const maxShownBytes = 64 * 1024;

function reportSteps(plan: Plan, { reporter, clock }: CommandPorts): void {
  for (const { id, action, path, script } of plan.steps) {
    const text = script?.script.text;
    const sql = text && text.length <= maxShownBytes ? text.toString('utf8') : undefined;
    reporter.report({ type: 'step-planned', at: clock.now(), id, action, path, mode: script?.mode ?? 'none', sql });
  }
}

type Counts = Extract<MigrationEvent, { type: 'run-finished' }>['counts'];

function countSteps({ outcome, plan, steps }: RunResult): Counts {
  const count = (matches: (report: RunResult['steps'][number]) => boolean): number => steps.filter(matches).length;
  const succeeded = (actions: readonly string[]) =>
    count(({ step, outcome: how }) => how === 'succeeded' && actions.includes(step.action));
  const untouched = outcome === 'refused' || outcome === 'planned' ? plan.steps.length : 0;
  return {
    applied: succeeded(['up', 'repeat', 'script']),
    rolledBack: succeeded(['down']),
    skipped: succeeded(['skip-down']) + count(({ outcome: how }) => how === 'skipped'),
    failed: count(({ outcome: how }) => how === 'failed'),
    pending: untouched + count(({ outcome: how }) => how === 'not-run'),
  };
}
