import type { DatabaseContents } from '../../history/contents';
import { isToBeCreated } from '../../history/history';
import type { Plan, Refusal } from '../../plan/plan';
import { noticeNewServer } from '../../plan/refusals/notice-server';
import { refuseSharedSession } from '../../plan/refusals/refuse-shared-session';
import type { Statement } from '../../sql/statements/statement';
import type { Facts } from '../facts/facts';
import type { PlannedBackup } from '../facts/plan-backup';
import type { Known } from '../facts/questions';
import type { GuardedRun } from '../guards/guarded-run';
import { guardRun } from '../guards/run-guards';
import type { RunRequest } from '../run-request';
import { askConfirmation, type ConfirmedRun, hashOf, type MissingConfirmation } from './ask-confirmation';

/** What a run would do, and what stands against it. */
export interface Decision {
  /** What it was made from. */
  readonly facts: Facts;
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

/**
 * Decides what a run does: plan, guards, backup, hash and confirmation, every reason not to run among its refusals. Pure;
 * what it lacks it asks of `known`, and what is decided without an answer is decided again with it.
 */
export function decide(request: RunRequest, facts: Facts, known: Known): Decision {
  const { settings } = request;
  const { history, database } = facts;
  const planned = request.plan(facts, known);
  const plan = { ...planned, notices: [...noticeNewServer(history), ...planned.notices] };
  const asked = request.guard(plan, history);
  const isBackedUp = takesBackup(request, plan, asked, facts);
  const guarded: GuardedRun = {
    ...asked,
    ...(facts.confirmed !== undefined && { confirm: facts.confirmed }),
    besides: [...(isBackedUp ? ['takes a backup first'] : []), ...(asked.besides ?? [])],
  };
  const contents = guarded.reset === 'reset' ? known.ask('contents', '', undefined, []) : [];
  const backup: PlannedBackup = isBackedUp ? known.ask('backup', '', undefined, { kind: 'none' }) : { kind: 'none' };
  const refusals = [
    ...plan.refusals,
    ...refuseUnkeptSession(plan, known),
    ...(backup.kind === 'refused' ? [backup.refusal] : []),
    ...guardRun(settings, history, contents, guarded),
  ];
  const about = { settings, history, plan, contents, run: guarded, database };
  const run = { ...about, planHash: hashOf(about) };
  const unconfirmed = askConfirmation(run) && askConfirmation({ ...run, harmless: harmlessOf(run, known) });
  return { facts, plan, planHash: run.planHash, guarded, contents, refusals, unconfirmed, backup };
}

/** Whether a run has anything to do. */
export function hasWork({ plan, guarded }: Pick<Decision, 'plan' | 'guarded'>): boolean {
  return plan.steps.length > 0 || guarded.reset === 'reset';
}

/** In a database that the run itself creates there is nothing to back up. */
function takesBackup({ settings }: RunRequest, plan: Plan, guarded: GuardedRun, { history }: Facts): boolean {
  return settings.migrations.backupBeforeMigration && hasWork({ plan, guarded }) && !isToBeCreated(history);
}

function refuseUnkeptSession({ steps }: Plan, known: Known): readonly Refusal[] {
  const needSession = refuseSharedSession(steps);
  return needSession.length > 0 && !known.ask('keeps-session', '', undefined, true) ? needSession : [];
}

/** What is not there cannot be lost: nothing is in a database that the run itself creates, or resets. Loaded here: few runs ask. */
function harmlessOf({ plan, history, run }: ConfirmedRun, known: Known): ReadonlySet<Statement> {
  if (run.reset === 'reset' || isToBeCreated(history)) {
    return new Set(plan.steps.flatMap(({ script }) => script?.statements ?? []));
  }
  const { findHarmless } = require('./find-harmless') as typeof import('./find-harmless');
  return known.isComplete() ? findHarmless(plan, known) : new Set();
}
