import { type RunPlanPorts, type RunReport, runPlan } from '../apply/run-plan';
import type { ValidateResult } from '../checks/validate-result';
import type { Settings } from '../config/settings';
import type { Blocker, RunCounts, RunOutcome } from '../events';
import type { DatabaseContents } from '../history/contents';
import type { History } from '../history/history';
import type { LockedStore, RunIdentity } from '../history/store';
import type { Plan, Refusal, StepAction } from '../plan/plan';
import { noticeNewServer } from '../plan/refusals/notice-server';
import { refuseSharedSession } from '../plan/refusals/refuse-shared-session';
import { describeMode } from '../plan/steps/describe-mode';
import type { Backup } from '../ports';
import type { Statement } from '../sql/statements/statement';
import { askConfirmation, type ConfirmedRun, hashOf, type MissingConfirmation } from './ask-confirmation';
import { type PlannedBackup, planBackup, takeBackup } from './back-up';
import type { CommandPorts, RunResult } from './command';
import { describeReset } from './describe-reset';
import { finishRun } from './finish-run';
import type { GuardedRun } from './guards/guarded-run';
import { guardRun } from './guards/run-guards';
import { noteMajor, noticeMajor } from './server-major';

/** What a command that changes a database does: how it plans, and how it treats failures. */
export interface RunRequest {
  readonly command: string;
  readonly mode: 'run' | 'dry-run';
  readonly onFailure: 'stop' | 'continue';
  /** See `RunPlanOptions`. */
  readonly lockWaits: 'brief' | 'usual';
  readonly concurrentTimeoutMs?: number | undefined;
  readonly backup: 'none' | 'before-first-step';
  /** Plans from history; called again under the lock, since history may have changed in between. */
  readonly plan: (history: History) => Promise<Plan>;
  /** What the guards of environment and database look at: see `guardRun`. */
  readonly guard: (plan: Plan, history: History) => GuardedRun;
  /** What a plan of changes to history alone is done with; its steps are always shown first. Only baseline and repair have it. */
  readonly record?: (plan: Plan, ports: RunPlanPorts) => Promise<RunReport>;
  /** Runs after a run that succeeded, or had nothing to do; only `--verify` has it. */
  readonly verify?: {
    readonly run: () => Promise<ValidateResult>;
    /** What is known beforehand to keep it from being made. */
    readonly refuse: (plan: Plan, history: History) => Promise<readonly Refusal[]>;
  };
}

/**
 * The course of every run: read history, plan, refuse, have it confirmed or lock, plan again under the lock, take a
 * backup if one is asked for, run the steps, and end with the one synchronous commit. A run with nothing to do takes no
 * lock; a refused or dry one writes nothing at all. Nobody is asked while the lock is held: a plan that is another one by
 * then is refused.
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
  const end = async (ran: RunOutcome, decided: Decision, { steps = [], backup }: Done = {}): Promise<RunResult> => {
    if (ran !== 'refused' && ran !== 'planned') noteMajor(settings, decided.history, ports);
    const verification = await verify(ran, request, ports);
    const outcome = verification.verification?.outcome === 'failed' ? 'failed' : ran;
    const durationMs = Math.round(clock.monotonicMs() - start);
    const { plan, planHash, refusals } = decided;
    const taken = backup && { backup };
    const result: RunResult = { outcome, plan, refusals, steps, ...taken, ...verification, durationMs };
    reporter.report({
      type: 'run-finished',
      at: clock.now(),
      project: settings.project,
      outcome,
      durationMs,
      planHash,
      refusals: refusals.length,
      counts: countSteps(result),
      ...(backup && { backup: { path: backup.path, restoreCommand: backup.restoreCommand } }),
    });
    return result;
  };
  const reportRefused = ({ refusals }: Decision): void =>
    reporter.report({ type: 'run-refused', at: clock.now(), project: settings.project, refusals });
  const refuse = (decided: Decision): Promise<RunResult> => {
    reportRefused(decided);
    return end('refused', decided);
  };

  const first = await decide(settings, request, await store.read(), ports);
  const majorNotices = noticeMajor(settings, first.history);
  reportNotices([...first.plan.notices, ...majorNotices], ports);
  if (request.record) {
    reportSteps(first.plan, ports);
  }
  const answer = request.mode === 'run' ? await confirm(first, ports) : 'not-asked';
  const refused = answer === 'yes' ? first : withUnconfirmed(first, answer);
  if (refused.refusals.length > 0) {
    reportRefused(refused);
  }
  if (request.mode === 'dry-run') {
    if (first.backup.kind === 'planned') {
      reporter.report({ type: 'backup-planned', at: clock.now(), ...first.backup.plan });
    }
    if (first.guarded.reset === 'reset') {
      reporter.report({
        type: 'reset-planned',
        at: clock.now(),
        dropped: describeReset(first.contents, first.history),
      });
    }
    if (!request.record) reportSteps(first.plan, ports);
    return end('planned', refused);
  }
  if (refused.refusals.length > 0) {
    return end('refused', refused);
  }
  if (!hasWork(first)) {
    return end('nothing-to-do', first);
  }
  return withLock(settings, ports, async (locked) => {
    const confirmed = answer === 'yes' ? first.planHash : undefined;
    const decided = withUnconfirmed(await decide(settings, request, await locked.read(), ports, confirmed));
    if (decided.refusals.length > 0) {
      return refuse(decided);
    }
    if (!hasWork(decided)) {
      return end('nothing-to-do', decided);
    }
    const taken = await takeBackup(decided.backup, decided.planHash, ports);
    if (taken.kind === 'refused') {
      return refuse({ ...decided, refusals: [taken.refusal] });
    }
    if (taken.kind === 'cancelled') {
      return end('cancelled', decided);
    }
    if (decided.guarded.reset === 'reset') {
      await reset(locked, decided, settings, ports);
    }
    const { signal, trace } = ports;
    const runPorts = { store: locked, clock, reporter, signal, ...(trace && { trace }) };
    const ran = request.record
      ? await request.record(decided.plan, runPorts)
      : await runPlan(decided.plan, runOptions(settings, request), runPorts);
    const report = await finishRun(locked, ran, Math.round(clock.monotonicMs() - start), ports);
    return end(report.outcome, decided, { steps: report.steps, backup: taken.backup });
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
  const verification = await request.verify.run();
  const { outcome: verdict, tables, findings } = verification;
  reporter.report({ type: 'verification-finished', at: clock.now(), outcome: verdict, tables, findings });
  return { verification };
}

interface Decision {
  /** What it was made from. */
  readonly history: History;
  readonly plan: Plan;
  readonly planHash: string;
  readonly guarded: GuardedRun;
  /** What a reset would drop; empty without one. */
  readonly contents: DatabaseContents;
  /** All but a missing confirmation, for which somebody may be asked. */
  readonly refusals: readonly Refusal[];
  readonly unconfirmed: MissingConfirmation | undefined;
  readonly backup: PlannedBackup;
}

/** What was done of a decision. */
interface Done {
  readonly steps?: RunResult['steps'];
  readonly backup?: Backup | undefined;
}

/** `confirmed` is the hash of the plan that somebody has said yes to at the terminal. */
async function decide(
  settings: Settings,
  request: RunRequest,
  history: History,
  ports: CommandPorts,
  confirmed?: string,
): Promise<Decision> {
  const planned = await request.plan(history);
  const plan = { ...planned, notices: [...noticeNewServer(history), ...planned.notices] };
  const { store } = ports;
  const needSession = refuseSharedSession(plan.steps);
  const shared = needSession.length > 0 && !(await store.keepsSession()) ? needSession : [];
  const asked = request.guard(plan, history);
  // In a database that the run itself creates there is nothing to back up.
  const isNew = history.wasMissing && !history.exists;
  const isBackedUp = request.backup === 'before-first-step' && hasWork({ plan, guarded: asked }) && !isNew;
  const guarded: GuardedRun = {
    ...asked,
    ...(confirmed !== undefined && { confirm: confirmed }),
    besides: [...(isBackedUp ? ['takes a backup first'] : []), ...(asked.besides ?? [])],
  };
  const contents = guarded.reset === 'reset' ? await store.readContents() : [];
  const about = { settings, history, plan, contents, run: guarded, database: store.description };
  const run = { ...about, planHash: hashOf(about) };
  const backup = isBackedUp ? await planBackup(ports) : ({ kind: 'none' } as const);
  const unbacked = backup.kind === 'refused' ? [backup.refusal] : [];
  const unverifiable =
    (await request.verify?.refuse(plan, guarded.reset === 'reset' ? emptied(history) : history)) ?? [];
  return {
    history,
    plan,
    planHash: run.planHash,
    guarded,
    contents,
    refusals: [
      ...plan.refusals,
      ...shared,
      ...unbacked,
      ...unverifiable,
      ...guardRun(settings, history, contents, guarded),
    ],
    unconfirmed: askConfirmation(run) && askConfirmation({ ...run, harmless: await harmlessOf(run, ports) }),
    backup,
  };
}

/** History of the database as a reset leaves it. */
export function emptied(history: History): History {
  return { ...history, exists: false, rows: [], failedIds: [] };
}

/** What is not there cannot be lost: nothing is in a database that the run itself creates, or resets. Loaded here: few runs ask. */
async function harmlessOf({ plan, history, run }: ConfirmedRun, ports: CommandPorts): Promise<ReadonlySet<Statement>> {
  const isEmpty = run.reset === 'reset' || (history.wasMissing === true && !history.exists);
  if (isEmpty) return new Set(plan.steps.flatMap(({ script }) => script?.statements ?? []));
  const { findHarmless } = require('./find-harmless') as typeof import('./find-harmless');
  return findHarmless(plan, ports);
}

/** A confirmation is missing only where nothing else stands against the run: `--confirm` would not help there. */
function withUnconfirmed(decision: Decision, answer: 'no' | 'not-asked' = 'not-asked'): Decision {
  const { planHash, refusals, unconfirmed } = decision;
  if (!unconfirmed || refusals.length > 0) return decision;
  // Whoever was asked has just read the plan.
  const message = answer === 'no' ? `Plan ${planHash} was not confirmed.` : unconfirmed.refusal.message;
  return { ...decision, refusals: [{ ...unconfirmed.refusal, message }] };
}

function hasWork({ plan, guarded }: Pick<Decision, 'plan' | 'guarded'>): boolean {
  return plan.steps.length > 0 || guarded.reset === 'reset';
}

/** Asks at the terminal, when there is one and nothing else stands against the run. */
async function confirm(
  { refusals, unconfirmed }: Decision,
  { prompt, signal }: CommandPorts,
): Promise<'yes' | 'no' | 'not-asked'> {
  if (refusals.length > 0 || !unconfirmed?.question || !prompt) return 'not-asked';
  return prompt.ask(unconfirmed.question, signal);
}

/** The run begins from nothing, as its plan does. */
async function reset(
  locked: LockedStore,
  { contents, history }: Decision,
  { migrations }: Settings,
  { clock, reporter, signal }: CommandPorts,
): Promise<void> {
  // Longer than for a table in use: what waits behind the reset is going to be dropped.
  const lockTimeoutMs = migrations.lockRetryForMs;
  const onBlocked = (blockers: readonly Blocker[]) =>
    reporter.report({ type: 'reset-waiting', at: clock.now(), blockers });
  await locked.reset({ lockTimeoutMs, onBlocked, signal });
  reporter.report({ type: 'database-reset', at: clock.now(), dropped: describeReset(contents, history) });
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
    const waitedMs = Math.round(clock.monotonicMs() - start);
    reporter.report({ type: 'lock-acquired', at: clock.now(), waitedMs, runId: identity.runId });
    return await body(locked);
  } finally {
    await locked.release();
  }
}

function runOptions(settings: Settings, request: RunRequest) {
  const { lockTimeoutMs, lockRetryForMs, statementTimeoutMs } = settings.migrations;
  const { concurrentTimeoutMs, lockWaits, onFailure } = request;
  return {
    lockWaits,
    lockTimeoutMs,
    lockRetryForMs,
    statementTimeoutMs,
    ...(concurrentTimeoutMs !== undefined && { concurrentTimeoutMs }),
    onFailure,
    project: settings.project,
  };
}

function reportNotices(notices: Plan['notices'], { reporter, clock }: CommandPorts): void {
  for (const notice of notices) {
    reporter.report({ type: 'notice-raised', at: clock.now(), ...notice });
  }
}

/** More than this of a script is not printed by a dry run. */
const maxShownBytes = 64 * 1024;

function reportSteps(plan: Plan, { reporter, clock }: CommandPorts): void {
  for (const { id, action, path, script, change } of plan.steps) {
    // What changes history alone runs nothing of its script.
    const run = change ? undefined : script;
    const text = run?.script.text;
    const sql = text && text.length <= maxShownBytes ? text.toString('utf8') : undefined;
    const changes = change && { change: change.summary };
    const mode = run?.mode ?? 'none';
    const how = run && describeMode(run);
    const about = { ...(how !== undefined && { how }), ...changes };
    reporter.report({ type: 'step-planned', at: clock.now(), id, action, path, mode, sql, ...about });
  }
}

function countSteps({ outcome, plan, steps }: RunResult): RunCounts {
  const count = (matches: (report: RunResult['steps'][number]) => boolean): number => steps.filter(matches).length;
  const succeeded = (actions: readonly StepAction[]) =>
    count(({ step, outcome: how }) => how === 'succeeded' && actions.includes(step.action));
  // Cancelled without a report of steps: while the backup was taken.
  const isUntouched = outcome === 'refused' || outcome === 'planned' || steps.length === 0;
  const notRun = isUntouched
    ? plan.steps
    : steps.filter(({ outcome: how }) => how === 'not-run').map(({ step }) => step);
  return {
    applied: succeeded(['up', 'repeat', 'script']),
    rolledBack: succeeded(['down']),
    recorded: succeeded(['baseline', 'repair']),
    skipped: succeeded(['skip-down']) + count(({ outcome: how }) => how === 'skipped'),
    notUndone: succeeded(['skip-down']),
    failed: count(({ outcome: how }) => how === 'failed'),
    pending: notRun.length,
    stillApplied: notRun.filter(({ action }) => action === 'down' || action === 'skip-down').length,
  };
}
