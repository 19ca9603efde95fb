import { CheckRun } from '../../checks/check-run';
import type { ValidateResult } from '../../checks/validate-result';
import type { Settings } from '../../config/settings';
import type { Step } from '../../plan/plan';
import type { CommandPorts } from '../../run/command';
import type { ProjectFiles } from '../../run/facts/project-files';
import { compareSchema, resultOf } from '../validate/check-live';

/**
 * `--baseline --verify`: the schema of the database against what the migrations make that are to be recorded, after
 * those that are recorded. Writes nothing to the database.
 */
export async function checkBaseline(
  settings: Settings,
  project: ProjectFiles,
  steps: readonly Step[],
  ports: CommandPorts,
): Promise<ValidateResult> {
  const { clock } = ports;
  const start = clock.monotonicMs();
  const checks = new CheckRun(ports);
  const schema = await checks.check('schema', () => compareSchema(settings, project, ports, steps));
  return resultOf('verify', settings, checks, schema, clock.monotonicMs() - start);
}
