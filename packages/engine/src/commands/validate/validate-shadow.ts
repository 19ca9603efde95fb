import type { CheckRun } from '../../checks/check-run';
import { type CheckName, type Finding, findingOf, findingOfObstacle } from '../../checks/finding';
import { explainMajor } from '../../checks/majors/explain-major';
import { isAdministrators, rolesMadeBy } from '../../checks/shadow/missing-role';
import { checkAgainstMigrations, checkBefore, checkRunTwice } from '../../checks/shadow/repeatables';
import {
  checkRequirements,
  type ReadProject,
  type RequiredProjects,
  readRequiredProjects,
} from '../../checks/shadow/required-projects';
import { checkRoundTrips } from '../../checks/shadow/round-trip';
import type { ShadowContext, ShadowFindings } from '../../checks/shadow/shadow-check';
import type { MadeRole, ShadowRun } from '../../checks/shadow/shadow-run';
import { deriveStateKeys } from '../../checks/shadow/state-keys';
import { ValidatedPrefix } from '../../checks/shadow/validated-prefix';
import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import type { MigrationSet, RepeatableScript } from '../../migrations/migration';
import type { CommandPorts } from '../../run/command';
import { readProject } from '../../run/facts/project-files';
import { openShadowRun, type ShadowOf, shadowDatabases } from './open-shadow-run';

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

/**
 * Runs the scripts of a project on a shadow of a major, beginning with the state of as many migrations as were validated
 * before. Gives the ids of the migrations whose up changes nothing.
 */
export async function validateOnShadow(
  files: FilesToRun,
  major: number,
  settings: Settings,
  ports: CommandPorts,
  checks: CheckRun,
): Promise<readonly string[]> {
  const required = await readRequiredProjects(files, projectReader(ports));
  const madeRoles = rolesMadeBy([files.set, ...required.projects.map(({ set }) => set)]);
  const keys = stateKeys({ set: files.set, required, major, madeRoles }, settings, ports);
  const wanted: ShadowOf = {
    major,
    states: [...keys].reverse(),
    makesRole: (name) => isAdministrators(name, madeRoles),
    explain: (error) => explainMajor(error, major),
  };
  const { run } = await checks.check('shadow', () => openShadow(wanted, settings, ports));
  if (!run) {
    checks.skip(shadowCheckNames);
    return [];
  }
  try {
    const isSound = () => checks.outcome === 'succeeded';
    const prefix = new ValidatedPrefix({ run, keys, clock: ports.clock, isSound });
    const context = { ...files, run, prefix };
    const idle: string[] = [];
    let shadow: ShadowFindings['shadow'] = 'usable';
    for (const name of shadowCheckNames) {
      if (shadow === 'spoiled') {
        checks.skip([name]);
        continue;
      }
      const found = await checks.check(name, () => runCheck(name, context, required, checks));
      shadow = found.shadow;
      idle.push(...(found.idle ?? []));
    }
    checks.take({ reports: [], findings: tellRoles([...prefix.roles, ...run.roles]) });
    return idle;
  } finally {
    await run.close();
  }
}

/** A role that no script makes must be there wherever these run: worth a word, and no error. */
function tellRoles(roles: readonly MadeRole[]): readonly Finding[] {
  if (roles.length === 0) return [];
  const names = [...new Map(roles.map(({ name, path }) => [name, path]))];
  const message = `Made on the shadow, since no script makes it: ${names.map(([name, path]) => `role ${name} (${path})`).join(', ')}.`;
  return [findingOf({ severity: 'notice', check: 'shadow', code: 'ROLE_MADE', message, ids: [] })];
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

interface StateSources {
  readonly set: MigrationSet;
  readonly required: RequiredProjects;
  readonly major: number;
  readonly madeRoles: readonly string[];
}

function stateKeys(
  { set: { before, versioned }, required, major, madeRoles }: StateSources,
  settings: Settings,
  { engineVersion }: CommandPorts,
): readonly string[] {
  const { project, environment, shadow, migrations } = settings;
  const { lockTimeoutMs, statementTimeoutMs } = migrations;
  const timeouts = { lockTimeoutMs, statementTimeoutMs };
  const roles = { roles: shadow.roles, madeRoles };
  const about = { engineVersion, project, environment, major, ...shadowDatabases(settings), ...roles, timeouts };
  return deriveStateKeys({ ...about, before, required: required.projects }, versioned);
}

interface OpenedShadow {
  readonly run: ShadowRun | undefined;
  readonly findings: readonly Finding[];
}

/** Undefined when there is no shadow to be had: that is a finding, beside what the files alone told. */
async function openShadow(wanted: ShadowOf, settings: Settings, ports: CommandPorts): Promise<OpenedShadow> {
  try {
    return { run: await openShadowRun(settings, ports, wanted), findings: [] };
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
      return settings ? readProject(settings, files).set : `no project is called ${project}`;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return error.message.replace(/\.$/, '');
    }
  };
}
