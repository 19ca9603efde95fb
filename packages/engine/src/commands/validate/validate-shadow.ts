import type { CheckRun } from '../../checks/check-run';
import { type CheckName, type Finding, findingOf } from '../../checks/finding';
import { checkAfterRun, checkBeforeRun } from '../../checks/shadow/hooks/check-run-hooks';
import type { MigrationLocks } from '../../checks/shadow/locks/migration-locks';
import { checkAgainstMigrations, checkBefore, checkRunTwice } from '../../checks/shadow/repeatables';
import { checkRequirements } from '../../checks/shadow/requirements/required-projects';
import { checkRoundTrips } from '../../checks/shadow/round-trip';
import type { ShadowContext, ShadowFindings } from '../../checks/shadow/shadow-check';
import type { MadeRole } from '../../checks/shadow/shadow-run';
import { ValidatedPrefix } from '../../checks/shadow/validated-prefix';
import type { Settings } from '../../config/settings';
import type { RepeatableScript } from '../../migrations/migration';
import type { CommandPorts } from '../../run/command';
import { type FilesToRun, openPlannedShadow, type PlannedShadow, planShadow } from './shadow-of-files';
import { checkSchemaState } from './state-check';

/** The checks on a shadow, in the order of a fresh run: each goes on with the shadow that the one before it left. */
const shadowCheckNames = [
  'requirements',
  'before-run',
  'repeatables',
  'round-trip',
  'repeatables-after',
  'repeatables-again',
  'state',
  'test-data',
  'after-run',
] as const satisfies readonly CheckName[];

type ShadowCheckName = (typeof shadowCheckNames)[number];

/** Those of a project: hooks are checked where there are any. */
export function shadowChecksOf({ beforeRun, afterRun }: Settings['hooks']): readonly ShadowCheckName[] {
  return shadowCheckNames.filter((name) => {
    switch (name) {
      case 'before-run':
        return beforeRun !== undefined;
      case 'after-run':
        return afterRun !== undefined;
      default:
        return true;
    }
  });
}

/** What a shadow told of migrations beside what was found. */
export interface ShadowOutcome {
  /** Ids of those whose up changes nothing. */
  readonly idle: readonly string[];
  /** What the ups did to tables that were there. */
  readonly locks: readonly MigrationLocks[];
}

/**
 * Runs the scripts of a project on a shadow of a major, beginning with the state of as many migrations as were validated
 * before.
 */
export async function validateOnShadow(
  files: FilesToRun,
  names: readonly ShadowCheckName[],
  major: number,
  settings: Settings,
  ports: CommandPorts,
  checks: CheckRun,
): Promise<ShadowOutcome> {
  const plan = await planShadow(files, major, settings, ports);
  const { run } = await checks.check('shadow', () => openPlannedShadow(plan, settings, ports));
  if (!run) {
    checks.skip(names);
    return { idle: [], locks: [] };
  }
  const { keys } = plan;
  try {
    const isSound = () => checks.outcome === 'succeeded';
    const prefix = new ValidatedPrefix({ run, keys, clock: ports.clock, isSound });
    const context = { ...files, run, prefix };
    const idle: string[] = [];
    const locks: MigrationLocks[] = [];
    let shadow: ShadowFindings['shadow'] = 'usable';
    for (const name of names) {
      if (shadow === 'spoiled') {
        checks.skip([name]);
        continue;
      }
      const found = await checks.check(name, () => runCheck(name, context, plan, checks, settings, ports));
      shadow = found.shadow;
      idle.push(...(found.idle ?? []));
      locks.push(...(found.locks ?? []));
    }
    checks.take({ reports: [], findings: tellRoles([...prefix.roles, ...run.roles]) });
    return { idle, locks };
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
  name: ShadowCheckName,
  context: ShadowContext,
  { required, wanted }: PlannedShadow,
  checks: CheckRun,
  settings: Settings,
  ports: CommandPorts,
): Promise<ShadowFindings> {
  const { before, after, testData } = context.set;
  switch (name) {
    case 'requirements':
      return checkRequirements(context, required);
    case 'before-run':
      return checkBeforeRun(context);
    case 'after-run':
      return checkAfterRun(context);
    case 'repeatables':
      return checkBefore(context);
    case 'round-trip':
      return checkRoundTrips(context);
    case 'repeatables-after':
    case 'test-data':
      return checkRunTwice(name, name === 'test-data' ? testData : after, context);
    case 'state':
      return checkSchemaState(context, wanted.hooks, required, settings, ports);
    case 'repeatables-again':
      return checkAgainstMigrations(withoutFound(before, checks), context);
  }
}

/** What cannot run twice cannot run a third time: that is said already. */
function withoutFound(files: readonly RepeatableScript[], { findings }: CheckRun): readonly RepeatableScript[] {
  return files.filter(({ id }) => !findings.some(({ code, ids }) => code === 'NOT_IDEMPOTENT' && ids.includes(id)));
}
