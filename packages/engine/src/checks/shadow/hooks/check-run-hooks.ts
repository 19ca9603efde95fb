import { findingOfError } from '../../finding';
import type { ShadowContext, ShadowFindings } from '../shadow-check';

/** `beforeRun` on a fresh database, as a first run has it; one with validated migrations has stood it. */
export async function checkBeforeRun(context: ShadowContext): Promise<ShadowFindings> {
  return context.prefix.isBegun ? { findings: [], shadow: 'usable' } : checkHook('beforeRun', context);
}

/** `afterRun` once everything is applied. */
export function checkAfterRun(context: ShadowContext): Promise<ShadowFindings> {
  return checkHook('afterRun', context);
}

async function checkHook(name: 'beforeRun' | 'afterRun', { project, run }: ShadowContext): Promise<ShadowFindings> {
  const failed = await run.runHook(name, project);
  if (!failed) return { findings: [], shadow: 'usable' };
  const check = name === 'beforeRun' ? 'before-run' : 'after-run';
  return { findings: [findingOfError(check, failed.error, failed.step)], shadow: 'spoiled' };
}
