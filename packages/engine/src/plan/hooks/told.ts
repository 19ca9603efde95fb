import type { StepHooks } from '../plan';

/** The run that hooks are run in. */
export interface HookedRun {
  readonly command: 'migrate' | 'rollback';
  readonly environment: string;
}

/**
 * What hooks are told of their run, in settings that they may read. Each setting is there in each hook, so that none has
 * to ask whether it is.
 */
export function toldOfRun({ command, environment }: HookedRun): StepHooks['told'] {
  return {
    'pgrestify.command': command,
    'pgrestify.environment': environment,
    'pgrestify.migration': '',
    'pgrestify.direction': '',
    'pgrestify.outcome': '',
  };
}

/** What `afterRun` is told of how the run went before it. */
export function toldOutcome(outcome: 'succeeded' | 'failed' | 'cancelled'): StepHooks['told'] {
  return { 'pgrestify.outcome': outcome };
}
