import { EngineError } from '../../errors';
import type { RepeatableScript } from '../../migrations/migration';
import type { Parse } from '../scripts/check-scripts';
import type { ShadowRun } from './shadow-run';
import { planSetupStep } from './steps';

/** Whose history has the setup files: no project can be called so. */
const setupProject = '(setup of the shadow)';

/**
 * Runs the setup files of the config on a shadow: what others make in the real databases, as extensions or a schema `auth`.
 * They are steps like any others, so that a shadow that is made anew has them, and a kept state holds them. Throws
 * SHADOW_SETUP_FAILED.
 */
export async function runSetup(run: ShadowRun, files: readonly RepeatableScript[], parse: Parse): Promise<void> {
  if (run.begunWith !== undefined || files.length === 0) return;
  await run.setUp(async () => {
    for (const file of files) await runFile(file, run, parse);
  });
}

async function runFile(file: RepeatableScript, run: ShadowRun, parse: Parse): Promise<void> {
  const { step, refusal } = planSetupStep(file, parse);
  const error = refusal ?? (step && (await run.run({ project: setupProject, step })));
  if (!error) return;
  const { message, hint } = error;
  const code = error.code === 'EXTENSION_MISSING' ? error.code : 'SHADOW_SETUP_FAILED';
  throw new EngineError(code, `The setup of the shadow fails: ${message}`, {
    ...(hint !== undefined && { hint }),
    fields: { path: file.script.path },
  });
}
