import type { Settings } from '../../config/settings';
import type { Plan } from '../../plan/plan';
import type { ProjectFiles } from '../facts/project-files';
import type { Known } from '../facts/questions';

/** A plan, judged where the application is never to be made to wait. The linter is loaded only then. Pure. */
export function withoutDowntime(plan: Plan, settings: Settings, project: ProjectFiles, known: Known): Plan {
  if (!settings.migrations.zeroDowntime || !known.isComplete()) return plan;
  const { refuseBlocking } = require('./refuse-blocking') as typeof import('./refuse-blocking');
  return refuseBlocking(plan, settings, project, known);
}
