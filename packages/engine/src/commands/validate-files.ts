import { checkFiles } from '../checks/check-files';
import { CheckRun } from '../checks/check-run';
import { checkScripts } from '../checks/check-scripts';
import type { Settings } from '../config/settings';
import type { MigrationSet } from '../migrations/migration';
import type { CommandPorts } from './command';
import { readProject, scriptParser } from './plan-source';
import type { ValidateResult } from './validate-result';
import { shadowCheckNames, validateOnShadow } from './validate-shadow';

/**
 * Checks the files of a project: first by themselves, and when nothing in them stops a run, on a shadow. No database of
 * the user's is connected to.
 */
export async function validateFiles(settings: Settings, ports: CommandPorts): Promise<ValidateResult> {
  const { clock, reporter, files } = ports;
  const { project, environment, shadow } = settings;
  const start = clock.monotonicMs();
  const database = `a shadow of PostgreSQL ${shadow.major}`;
  reporter.report({ type: 'run-started', at: clock.now(), command: 'validate', project, environment, database });
  const set = readProject(settings, files);
  const parse = scriptParser(settings, files);
  const checks = new CheckRun(ports);
  await checks.check('files', () => ({ findings: checkFiles(set) }));
  await checks.check('scripts', () => ({ findings: checkScripts(set, parse) }));
  if (checks.outcome === 'failed') checks.skip(['shadow', ...shadowCheckNames]);
  else if (hasScripts(set)) await validateOnShadow({ project, set, parse }, settings, ports, checks);
  const { outcome, findings, reports } = checks;
  const durationMs = Math.round(clock.monotonicMs() - start);
  const about = { command: 'validate', project, environment, tables: [], differences: [] } as const;
  return { ...about, outcome, checks: reports, findings, durationMs };
}

function hasScripts({ before, versioned, after, testData }: MigrationSet): boolean {
  return [before, versioned, after, testData].some((files) => files.length > 0);
}
