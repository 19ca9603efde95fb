import { recordHookSql } from '../../history/sql/hook-events-sql';
import type { FollowingStep, RunIdentity } from '../../history/store';
import type { ParsedScript } from '../../migrations/migration';
import { mayChangeDefaults } from '../../migrations/units/changes-defaults';
import type { Step, StepHooks } from '../../plan/plan';
import { scriptsOf } from '../../plan/steps/scripts-of';
import type { HooksToSend, HookToSend } from './hook-message';
import { type ComposedMessage, composeTransaction, type MessageContext, type ScriptOptions } from './script-message';
import { forgetLeftoversSql, releaseLocksSql, type SessionOwner } from './session-leftovers';
import { actionOf, stepHistory } from './step-history';

/** What the messages of a run's steps have in common. */
export interface StepMessagesOptions {
  readonly context: MessageContext;
  readonly run: RunIdentity;
  readonly session: SessionOwner;
}

/** How scripts are run, step by step. */
export function scriptOptionsOf(
  { step, timeouts }: FollowingStep,
  { run, session }: StepMessagesOptions,
): ScriptOptions {
  return {
    timeouts,
    checkFunctionBodies: step.file?.kind === 'repeatable' && step.file.phase === 'before' ? 'off' : 'on',
    forgetLeftoversSql: forgetLeftoversSql(session, scriptsOf(step)),
    ...(session === 'own' && { mark: markOf(run, step) }),
    ...(step.hooks && { hooks: hooksToSend(run, step.id, step.hooks) }),
  };
}

function hooksToSend(run: RunIdentity, id: string, { beforeEach, afterEach, told }: StepHooks): HooksToSend {
  const toSend = (name: 'beforeEach' | 'afterEach', script: ParsedScript): HookToSend => ({
    script,
    recordSql: recordHookSql(run, name, id, script.script),
  });
  return {
    told,
    ...(beforeEach && { beforeEach: toSend('beforeEach', beforeEach) }),
    ...(afterEach && { afterEach: toSend('afterEach', afterEach) }),
  };
}

/** The message of a step that is sent behind another, and does nothing unless that one was recorded. */
export function composeBehind(
  following: FollowingStep,
  before: Step,
  messages: StepMessagesOptions,
): ComposedMessage | undefined {
  const { step } = following;
  const { context, run } = messages;
  if (!step.script || !maySendAhead(following, messages.session)) return undefined;
  const options = { ...scriptOptionsOf(following, messages), after: markOf(run, before) };
  return composeTransaction(context, step.script, options, stepHistory(context, run, step));
}

/** Whether a step may be sent behind another, and another behind it: one that is a message and nothing around it. */
export function maySendAhead({ step, timeouts }: FollowingStep, session: SessionOwner): boolean {
  const { script, watched = [] } = step;
  const scripts = scriptsOf(step);
  const isOneMessage = script?.mode === 'transactional' || script?.mode === 'empty';
  return (
    isOneMessage &&
    session === 'own' &&
    watched.length === 0 &&
    timeouts.lockWaitsMs === undefined &&
    releaseLocksSql(session, scripts) === undefined &&
    !scripts.some(mayChangeDefaults) &&
    !mayCopyIn(script)
  );
}

/** What the session says when this step was recorded last. */
function markOf({ runId }: RunIdentity, step: Step): string {
  return `${runId} ${actionOf(step)} ${step.id}`;
}

/** While the server waits for data, a message behind the script would be taken for it. */
function mayCopyIn({ script: { text } }: ParsedScript): boolean {
  return text === undefined || /stdin/i.test(text.toString('latin1'));
}
