import type { CheckRun } from '../../checks/check-run';
import { type CheckName, type Finding, findingOf } from '../../checks/finding';
import { checkAfterRun, checkBeforeRun } from '../../checks/shadow/hooks/check-run-hooks';
import type { MigrationLocks } from '../../checks/shadow/locks/migration-locks';
import { checkAgainstMigrations, checkBefore, checkRunTwice } from '../../checks/shadow/repeatables';
import { checkRequirements } from '../../checks/shadow/requirements/required-projects';
import { checkRoundTrips } from '../../checks/shadow/round-trip';
import type { ShadowContext, ShadowFindings } from '../../checks/shadow/shadow-check';
import type { MadeRole } from '../../checks/shadow/shadow-run';
import { planUpgrade } from '../../checks/shadow/upgrade/plan-upgrade';
import { ValidatedPrefix } from '../../checks/shadow/validated-prefix';
import type { Settings } from '../../config/settings';
import type { RepeatableScript } from '../../migrations/migration';
import type { CatalogRow } from '../../ports';
import type { CommandPorts } from '../../run/command';
import type { BaseScripts } from './against-base';
import { planRows } from './plan-rows';
import { type FilesToRun, openPlannedShadow, type PlannedShadow, planShadow } from './shadow-of-files';
import { checkSchemaState } from './state-check';
import { upgradeOnShadow } from './upgrade-on-shadow';

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

/** The files of a project, and those of the base that its branch began with. */
export interface FilesOfBranch extends FilesToRun {
  readonly base: BaseScripts | undefined;
}

/**
 * Runs the scripts of a project on a shadow of a major, beginning with the state of as many migrations as were validated
 * before; then, where a branch does more than add migrations, upgrades a database of its base.
 */
export async function validateOnShadow(
  { base, ...files }: FilesOfBranch,
  names: readonly ShadowCheckName[],
  major: number,
  settings: Settings,
  ports: CommandPorts,
  checks: CheckRun,
): Promise<ShadowOutcome> {
  const upgrade = base && planUpgrade(base.set, files.set, base.release);
  const { fresh, ...outcome } = await checkFresh({ base, ...files }, names, major, settings, ports, checks);
  if (!base || !upgrade) return outcome;
  if (fresh) {
    await checks.check('upgrade', () => upgradeOnShadow(files, { base, plan: upgrade, fresh }, major, settings, ports));
  } else checks.skip(['upgrade']);
  return outcome;
}

interface CheckedFresh extends ShadowOutcome {
  /** The schema after all scripts; undefined: not all ran, or one changes it each time that it runs. */
  readonly fresh: readonly CatalogRow[] | undefined;
}

async function checkFresh(
  { base, ...files }: FilesOfBranch,
  names: readonly ShadowCheckName[],
  major: number,
  settings: Settings,
  ports: CommandPorts,
  checks: CheckRun,
): Promise<CheckedFresh> {
  const plan = await planShadow(files, major, settings, ports);
  const { run } = await checks.check('shadow', () => openPlannedShadow(plan, settings, ports));
  if (!run) {
    checks.skip(names);
    return { idle: [], locks: [], fresh: undefined };
  }
  const { keys } = plan;
  try {
    const isSound = () => checks.outcome === 'succeeded';
    const prefix = new ValidatedPrefix({ run, keys, clock: ports.clock, isSound });
    const context = { ...files, run, prefix, rows: planRows(files, base, settings) };
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
    // Findings in downs, and rules, say nothing against the schema that the ups made.
    const isSettled = checks.findings.every(
      ({ check, severity }) => severity !== 'error' || check === 'round-trip' || check === 'state',
    );
    return { idle, locks, fresh: shadow === 'usable' && isSettled && base ? await run.snapshot() : undefined };
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
