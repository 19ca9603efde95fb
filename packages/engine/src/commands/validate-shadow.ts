import type { CheckRun } from '../checks/check-run';
import { type CheckName, type Finding, findingOfObstacle } from '../checks/finding';
import { checkAgainstMigrations, checkBefore, checkRunTwice } from '../checks/repeatables';
import {
  checkRequirements,
  type ReadProject,
  type RequiredProjects,
  readRequiredProjects,
} from '../checks/required-projects';
import { checkRoundTrips } from '../checks/round-trip';
import type { ShadowContext, ShadowFindings } from '../checks/shadow-check';
import type { ShadowRun } from '../checks/shadow-run';
import { deriveStateKeys } from '../checks/state-keys';
import { ValidatedPrefix } from '../checks/validated-prefix';
import type { Settings } from '../config/settings';
import { EngineError } from '../errors';
import type { MigrationSet, RepeatableScript } from '../migrations/migration';
import type { CommandPorts } from './command';
import { openShadowRun, shadowDatabases } from './open-shadow-run';
import { readProject } from './plan-source';

/** The files of a project, read and found fit to be run. */
export type FilesToRun = Pick<ShadowContext, 'project' | 'set' | 'parse'>;

/** The checks on a shadow, in the order of a fresh run: each goes on with the shadow that the one before it left. */
export const shadowCheckNames = [
  'requirements',
  'repeatables',
  'round-trip',
  'repeatables-after',
  'repeatables-again',
  'test-data',
] as const satisfies readonly CheckName[];

/** Runs the scripts of a project on a shadow, beginning with the state of as many migrations as were validated before. */
export async function validateOnShadow(
  files: FilesToRun,
  settings: Settings,
  ports: CommandPorts,
  checks: CheckRun,
): Promise<void> {
  const required = await readRequiredProjects(files, projectReader(ports));
  const keys = stateKeys(files.set, required, settings, ports);
  const { run } = await checks.check('shadow', () => openShadow(keys, settings, ports));
  if (!run) return checks.skip(shadowCheckNames);
  try {
    const isSound = () => checks.outcome === 'succeeded';
    const prefix = new ValidatedPrefix({ run, keys, clock: ports.clock, isSound });
    const context = { ...files, run, prefix };
    let shadow: ShadowFindings['shadow'] = 'usable';
    for (const name of shadowCheckNames) {
      if (shadow === 'usable') ({ shadow } = await checks.check(name, () => runCheck(name, context, required, checks)));
      else checks.skip([name]);
    }
  } finally {
    await run.close();
  }
}

function runCheck(
  name: (typeof shadowCheckNames)[number],
  context: ShadowContext,
  required: RequiredProjects,
  checks: CheckRun,
): Promise<ShadowFindings> {
  const { before, after, testData } = context.set;
  switch (name) {
    case 'requirements':
      return checkRequirements(context, required);
    case 'repeatables':
      return checkBefore(context);
    case 'round-trip':
      return checkRoundTrips(context);
    case 'repeatables-after':
    case 'test-data':
      return checkRunTwice(name, name === 'test-data' ? testData : after, context);
    case 'repeatables-again':
      return checkAgainstMigrations(withoutFound(before, checks), context);
  }
}

/** What cannot run twice cannot run a third time: that is said already. */
function withoutFound(files: readonly RepeatableScript[], { findings }: CheckRun): readonly RepeatableScript[] {
  return files.filter(({ id }) => !findings.some(({ code, ids }) => code === 'NOT_IDEMPOTENT' && ids.includes(id)));
}

function stateKeys(
  { before, versioned }: MigrationSet,
  { projects: required }: RequiredProjects,
  settings: Settings,
  { engineVersion }: CommandPorts,
): readonly string[] {
  const { project, environment, shadow, migrations } = settings;
  const { lockTimeoutMs, statementTimeoutMs } = migrations;
  const timeouts = { lockTimeoutMs, statementTimeoutMs };
  const about = { engineVersion, project, environment, major: shadow.major, ...shadowDatabases(settings), timeouts };
  return deriveStateKeys({ ...about, before, required }, versioned);
}

interface OpenedShadow {
  readonly run: ShadowRun | undefined;
  readonly findings: readonly Finding[];
}

/** Undefined when there is no shadow to be had: that is a finding, beside what the files alone told. */
async function openShadow(keys: readonly string[], settings: Settings, ports: CommandPorts): Promise<OpenedShadow> {
  const states = [...keys].reverse();
  try {
    return { run: await openShadowRun(settings, ports, { major: settings.shadow.major, states }), findings: [] };
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
