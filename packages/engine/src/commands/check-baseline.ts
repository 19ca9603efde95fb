import { CheckRun } from '../checks/check-run';
import { checkSchema } from '../checks/check-schema';
import type { Settings } from '../config/settings';
import type { Step } from '../plan/plan';
import { liveOf, obstacleOf, onShadowOf, resultOf } from './check-live';
import type { CommandPorts } from './command';
import { readProject, scriptParser } from './plan-source';
import type { ValidateResult } from './validate-result';

/**
 * `--baseline --verify`: the schema of the database against what the migrations make that are to be recorded, after
 * those that are recorded. Writes nothing to the database.
 */
export async function checkBaseline(
  settings: Settings,
  steps: readonly Step[],
  ports: CommandPorts,
): Promise<ValidateResult> {
  const { clock } = ports;
  const start = clock.monotonicMs();
  const checks = new CheckRun(ports);
  const { project } = settings;
  const set = readProject(settings, ports.files);
  const parse = scriptParser(settings, ports.files);
  const compare = () =>
    onShadowOf(settings, ports, (run) => checkSchema({ project, set, parse, live: liveOf(ports), run }, steps));
  const schema = await checks.check('schema', () => compare().catch(obstacleOf));
  return resultOf('verify', settings, checks, schema, clock.monotonicMs() - start);
}
