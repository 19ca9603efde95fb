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
  if (run.begunWith !== undefined) return;
  for (const file of files) {
    const { step, refusal } = planSetupStep(file, parse);
    const error = refusal ?? (step && (await run.run({ project: setupProject, step })));
    if (!error) continue;
    const { code, message, hint } = error;
    throw new EngineError(
      code === 'EXTENSION_MISSING' ? code : 'SHADOW_SETUP_FAILED',
      `The setup of the shadow fails: ${message}`,
      {
        ...(hint !== undefined && { hint }),
        fields: { path: file.script.path },
      },
    );
  }
}
