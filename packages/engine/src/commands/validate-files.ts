import { checkFiles } from '../checks/check-files';
import { CheckRun } from '../checks/check-run';
import { checkScripts } from '../checks/check-scripts';
import { type CheckName, type Finding, findingOfObstacle } from '../checks/finding';
import { checkAgainstMigrations, checkRunTwice } from '../checks/repeatables';
import { checkRequirements, type ReadProject } from '../checks/required-projects';
import { checkRoundTrips } from '../checks/round-trip';
import type { ShadowContext, ShadowFindings } from '../checks/shadow-check';
import type { ShadowRun } from '../checks/shadow-run';
import type { Settings } from '../config/settings';
import { EngineError } from '../errors';
import type { MigrationSet, RepeatableScript } from '../migrations/migration';
import type { CommandPorts } from './command';
import { openShadowRun } from './open-shadow-run';
import { readProject, scriptParser } from './plan-source';
import type { ValidateResult } from './validate-result';

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
  const onShadow = shadowChecks(set, ports, checks);
  if (checks.outcome === 'failed') checks.skip(['shadow', ...onShadow.map(({ name }) => name)]);
  else if (hasScripts(set)) await checkOnShadow(onShadow, { project, set, parse }, settings, ports, checks);
  const { outcome, findings, reports } = checks;
  const durationMs = Math.round(clock.monotonicMs() - start);
  const about = { command: 'validate', project, environment, tables: [], differences: [] } as const;
  return { ...about, outcome, checks: reports, findings, durationMs };
}

function hasScripts({ before, versioned, after, testData }: MigrationSet): boolean {
  return [before, versioned, after, testData].some((files) => files.length > 0);
}

interface ShadowCheck {
  readonly name: CheckName;
  readonly run: (context: ShadowContext) => Promise<ShadowFindings>;
}

/** In the order of a fresh run: each goes on with the shadow that the one before it left. */
function shadowChecks(set: MigrationSet, ports: CommandPorts, checks: CheckRun): readonly ShadowCheck[] {
  const { before, after, testData } = set;
  return [
    { name: 'requirements', run: (context) => checkRequirements(context, projectReader(ports)) },
    { name: 'repeatables', run: (context) => checkRunTwice('repeatables', before, context) },
    { name: 'round-trip', run: checkRoundTrips },
    { name: 'repeatables-after', run: (context) => checkRunTwice('repeatables-after', after, context) },
    { name: 'repeatables-again', run: (context) => checkAgainstMigrations(withoutFound(before, checks), context) },
    { name: 'test-data', run: (context) => checkRunTwice('test-data', testData, context) },
  ];
}

/** What cannot run twice cannot run a third time: that is said already. */
function withoutFound(files: readonly RepeatableScript[], { findings }: CheckRun): readonly RepeatableScript[] {
  return files.filter(({ id }) => !findings.some(({ code, ids }) => code === 'NOT_IDEMPOTENT' && ids.includes(id)));
}

async function checkOnShadow(
  onShadow: readonly ShadowCheck[],
  files: Omit<ShadowContext, 'run'>,
  settings: Settings,
  ports: CommandPorts,
  checks: CheckRun,
): Promise<void> {
  const { run } = await checks.check('shadow', () => openShadow(settings, ports));
  let shadow: ShadowFindings['shadow'] = run ? 'usable' : 'spoiled';
  try {
    for (const check of onShadow) {
      if (run && shadow === 'usable') {
        shadow = (await checks.check(check.name, () => check.run({ ...files, run }))).shadow;
      } else {
        checks.skip([check.name]);
      }
    }
  } finally {
    await run?.close();
  }
}

interface OpenedShadow {
  readonly run: ShadowRun | undefined;
  readonly findings: readonly Finding[];
}

/** Undefined when there is no shadow to be had: that is a finding, beside what the files alone told. */
async function openShadow(settings: Settings, ports: CommandPorts): Promise<OpenedShadow> {
  try {
    return { run: await openShadowRun(settings, ports, { major: settings.shadow.major }), findings: [] };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { run: undefined, findings: [findingOfObstacle('shadow', error)] };
  }
}

/** Reads the scripts of other projects, as far as they are known here. */
function projectReader({ projectSettings, files }: CommandPorts): ReadProject {
  return async (project) => {
    if (!projectSettings) return 'the files of other projects are not known here';
    try {
      const settings = await projectSettings(project);
      return settings ? readProject(settings, files) : `no project is called ${project}`;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return error.message.replace(/\.$/, '');
    }
  };
}
