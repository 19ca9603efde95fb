import { type Finding, findingOfObstacle } from '../../checks/finding';
import type { MajorRequest } from '../../checks/majors/choose-majors';
import { explainMajor } from '../../checks/majors/explain-major';
import { explainRightForm } from '../../checks/shadow/failures/explain-right-form';
import { isAdministrators, rolesMadeBy } from '../../checks/shadow/missing-role';
import {
  type ReadProject,
  type RequiredProjects,
  readRequiredProjects,
} from '../../checks/shadow/requirements/required-projects';
import type { ShadowContext } from '../../checks/shadow/shadow-check';
import type { ShadowRun } from '../../checks/shadow/shadow-run';
import { deriveStateKeys } from '../../checks/shadow/state-keys';
import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import type { Hooks } from '../../migrations/hooks/hook';
import type { MigrationSet, RepeatableScript } from '../../migrations/migration';
import type { CommandPorts } from '../../run/command';
import { readProject, requireHooks } from '../../run/facts/project-files';
import { readSetup } from '../../run/facts/setup-files';
import { openShadowRun, type ShadowOf, shadowDatabases } from './open-shadow-run';

/** The files of a project, read and found fit to be run. */
export type FilesToRun = Pick<ShadowContext, 'project' | 'set' | 'parse'>;

/** Which shadow a project's files are run on, before there is one. */
export interface PlannedShadow {
  readonly wanted: ShadowOf;
  /** Names of the states that it goes through: see `deriveStateKeys`. */
  readonly keys: readonly string[];
  readonly required: RequiredProjects;
}

/** Reads the projects that are required, and hooks; opens nothing. Throws HOOK_INVALID. */
export async function planShadow(
  files: FilesToRun,
  major: number,
  settings: Settings,
  ports: CommandPorts,
): Promise<PlannedShadow> {
  const required = await readRequiredProjects(files, projectReader(ports));
  const sets = [files.set, ...required.projects.map(({ set }) => set)];
  const madeRoles = rolesMadeBy(sets);
  const setup = readSetupIfAny(settings, ports);
  const hooks = requireHooks(settings, ports.files);
  const keys = stateKeys({ set: files.set, setup, hooks, required, major, madeRoles }, settings, ports);
  const wanted: ShadowOf = {
    major,
    hooks: new Map([
      [files.project, hooks],
      ...required.projects.map((each) => [each.project, each.hooks ?? {}] as const),
    ]),
    states: [...keys].reverse(),
    sets,
    makesRole: (name) => isAdministrators(name, madeRoles),
    explain: (error) => explainRightForm(error) ?? explainMajor(error, major),
  };
  return { wanted, keys, required };
}

/** A shadow that was opened, and what was found when it was not. */
export interface OpenedShadow {
  readonly run: ShadowRun | undefined;
  readonly findings: readonly Finding[];
}

/** Undefined when there is no shadow to be had: that is a finding, beside what the files alone told. */
export async function openPlannedShadow(
  { wanted }: PlannedShadow,
  settings: Settings,
  ports: CommandPorts,
): Promise<OpenedShadow> {
  try {
    return { run: await openShadowRun(settings, ports, wanted), findings: [] };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { run: undefined, findings: [findingOfObstacle('shadow', error)] };
  }
}

/** What decides on which majors files are tried. */
export async function majorRequest(settings: Settings, { shadowServers }: CommandPorts): Promise<MajorRequest> {
  const { shadow, servers, environment, environmentIsDefault } = settings;
  return {
    shadow,
    servers,
    environment: environmentIsDefault ? undefined : environment,
    available: (await shadowServers?.majors().catch(whenNone)) ?? [],
  };
}

/** What keeps a server from being looked at is found again, and told, when the shadow is to be made there. */
function whenNone(error: unknown): readonly number[] {
  if (error instanceof EngineError) return [];
  throw error;
}

/** What is wrong with one of them is told when the shadow is opened. */
function readSetupIfAny(settings: Settings, { files }: CommandPorts): readonly RepeatableScript[] {
  try {
    return readSetup(settings, files);
  } catch (error) {
    if (error instanceof EngineError) return [];
    throw error;
  }
}

interface StateSources {
  readonly set: MigrationSet;
  readonly setup: readonly RepeatableScript[];
  readonly hooks: Hooks;
  readonly required: RequiredProjects;
  readonly major: number;
  readonly madeRoles: readonly string[];
}

function stateKeys(
  { set: { before, versioned }, setup, hooks, required, major, madeRoles }: StateSources,
  settings: Settings,
  { engineVersion }: CommandPorts,
): readonly string[] {
  const { project, environment, shadow, migrations } = settings;
  const { lockTimeoutMs, statementTimeoutMs } = migrations;
  const timeouts = { lockTimeoutMs, statementTimeoutMs };
  const roles = { roles: shadow.roles, madeRoles };
  const about = { engineVersion, project, environment, major, ...shadowDatabases(settings), ...roles, timeouts };
  return deriveStateKeys({ ...about, setup, before, hooks, required: required.projects }, versioned);
}

/** Reads the scripts of other projects, as far as they are known here. */
function projectReader({ projectSettings, files }: CommandPorts): ReadProject {
  return async (project) => {
    if (!projectSettings) return 'the files of other projects are not known here';
    try {
      const settings = await projectSettings(project);
      if (!settings) return `no project is called ${project}`;
      return { set: readProject(settings, files).set, hooks: requireHooks(settings, files) };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return error.message.replace(/\.$/, '');
    }
  };
}
