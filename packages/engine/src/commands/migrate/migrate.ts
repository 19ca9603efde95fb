import { parseDurationOption } from '../../config/duration-option';
import type { Settings } from '../../config/settings';
import type { History } from '../../history/history';
import { deriveStatuses } from '../../plan/derive-statuses';
import type { Notice, Plan, StepAction } from '../../plan/plan';
import { planFile } from '../../plan/plan-file';
import { planUp } from '../../plan/plan-up';
import { refuseOtherNames } from '../../plan/refusals/other-name';
import { noticeGone } from '../../plan/requirements/gone-requirements';
import { watchRepeatables } from '../../plan/steps/watch-repeatables';
import { backupOf } from '../../run/back-up';
import type { CommandPorts, RunResult } from '../../run/command';
import type { GuardedRun } from '../../run/guards/guarded-run';
import { noticeForeignStamp } from '../../run/guards/run-guards';
import { lockWaitsOf, withoutDowntime } from '../../run/guards/without-downtime';
import { appliedChecksums, lookUpRequirements, readProject, scriptParser } from '../../run/plan-source';
import { planWithStored } from '../../run/plan-with-stored';
import { emptied, type RunRequest, run } from '../../run/run';
import { checkOptions } from '../options/check-options';
import { resolveFileOption } from '../options/file-option';
import { lookUpGone } from '../other-projects/look-up-gone';
import { lookUpOtherNames } from '../other-projects/look-up-other-names';
import { withDependents } from '../other-projects/with-dependents';
import { rollback } from '../rollback/rollback';
import { type MigrateOptions, migrateOptions } from './migrate.options';

/**
 * Applies what is pending: repeatable scripts that come before, versioned migrations, repeatable scripts that come
 * after, and test data when asked for.
 *
 * Reads the sql folder and history. Writes, under the run lock, the database and its history, each script with its
 * record in one transaction. Ends as `succeeded`, `nothing-to-do` (no lock was taken), `planned` (`dryRun`: nothing was
 * written), `refused` (nothing was written; the reasons are values), `failed` or `cancelled` (what was done before is
 * recorded). Throws CONNECTION_FAILED and its kin, RUN_LOCK_TIMEOUT, OPTION_INVALID, FILE_UNREADABLE.
 */
export async function migrate(settings: Settings, options: MigrateOptions, ports: CommandPorts): Promise<RunResult> {
  checkOptions(migrateOptions, options, settings);
  if (options.baseline !== undefined) {
    return recordBaseline(settings, { ...options, baseline: options.baseline }, ports);
  }
  if (options.rollbackTo !== undefined) {
    const { rollbackTo, allowIrreversible, allowRequired, dryRun, backup, confirm, lock, concurrentTimeout } = options;
    return rollback(
      settings,
      { to: rollbackTo, allowIrreversible, allowRequired, dryRun, backup, confirm, lock, concurrentTimeout },
      ports,
    );
  }
  return run(
    settings,
    {
      command: 'migrate',
      mode: options.dryRun ? 'dry-run' : 'run',
      onFailure: options.force ? 'continue' : 'stop',
      lockWaits: lockWaitsOf(settings, options),
      concurrentTimeoutMs: parseDurationOption('concurrentTimeout', options.concurrentTimeout),
      backup: backupOf(settings, options),
      plan: (history) =>
        options.reset
          ? planReset(settings, options, history, ports)
          : withoutDowntime(settings, options, planInto(settings, options, history, ports), ports),
      guard: (plan) => guardMigrate(settings, options, plan),
      ...(options.verify && { verify: verifying(settings, ports) }),
    },
    ports,
  );
}

/** Loaded here: most runs adopt nothing. */
function recordBaseline(
  settings: Settings,
  options: MigrateOptions & { readonly baseline: string | number },
  ports: CommandPorts,
): Promise<RunResult> {
  const { baseline } = require('../baseline/baseline') as typeof import('../baseline/baseline');
  return baseline(settings, options, ports);
}

/** Loaded here: a run without `--verify` checks nothing. */
function verifying(settings: Settings, ports: CommandPorts): NonNullable<RunRequest['verify']> {
  const { checkAfterMigrate } = require('../validate/check-live') as typeof import('../validate/check-live');
  const { refuseUnverifiable } = require('./refuse-unverifiable') as typeof import('./refuse-unverifiable');
  return {
    run: () => checkAfterMigrate(settings, ports),
    refuse: (plan, history) => refuseUnverifiable(settings, plan, history, ports),
  };
}

/** Into the database as it is: `--redo` and `--file` may undo what others require. */
async function planInto(
  settings: Settings,
  options: MigrateOptions,
  history: History,
  ports: CommandPorts,
): Promise<Plan> {
  const planned = await planMigrate(settings, options, history, ports);
  const plan = watchRepeatables(planned, scriptParser(settings, ports.files));
  const { allowRequired, acceptExisting, file } = options;
  const names = await lookUpOtherNames(settings, history, plan.statuses, ports);
  const refusals = refuseOtherNames(names, parseNames(options.apartFrom));
  // Whose tables they are is known then.
  const isJudged = acceptExisting || file !== undefined || names.length > 0;
  const judged = isJudged ? plan : await judgeFirst(plan, history, ports);
  const guarded = { ...judged, refusals: [...judged.refusals, ...refusals] };
  return withDependents(settings, guarded, { allowRequired }, ports);
}

/** `--reset` undoes all that is applied. */
async function planReset(
  settings: Settings,
  options: MigrateOptions,
  history: History,
  ports: CommandPorts,
): Promise<Plan> {
  const plan = await planMigrate(settings, options, emptied(history), ports);
  const { allowRequired } = options;
  const statuses = deriveStatuses(readProject(settings, ports.files), history);
  const applied = statuses.filter(({ kind, row }) => kind === 'versioned' && row !== undefined);
  const dropped = parseNames(options.alsoReset);
  return withDependents(settings, plan, { allowRequired, emptied: applied, dropped }, ports);
}

/** A first run may meet what another tool made. Loaded here: of most databases we have the history, or they are empty. */
async function judgeFirst(plan: Plan, history: History, ports: CommandPorts): Promise<Plan> {
  if (!history.hasUserTables || history.rows.length > 0) return plan;
  const { refuseUnadopted } =
    require('../../run/guards/refuse-unadopted') as typeof import('../../run/guards/refuse-unadopted');
  return refuseUnadopted(plan, ports);
}

async function planMigrate(
  settings: Settings,
  options: MigrateOptions,
  history: History,
  ports: CommandPorts,
): Promise<Plan> {
  // Who names a file wants to know all that is wrong with it.
  const applied = options.file === undefined ? appliedChecksums(history) : undefined;
  const set = readProject(settings, ports.files, applied);
  // What a reset drops of other projects cannot be required of them.
  const lookedUpIn = options.reset ? { ...ports, store: { isApplied: async () => false } } : ports;
  const confirm = options.confirm === true;
  const planned = options.dryRun ? ports.plannedFirst?.bind(undefined, { confirm }) : undefined;
  const requirementsMet = await lookUpRequirements(set, history, settings, lookedUpIn, planned);
  const parse = scriptParser(settings, ports.files);
  const { development, project } = settings;
  const plan = await planWithStored((storedText) => {
    const input = { set, history, development, project, parse, storedText, requirementsMet };
    return options.file === undefined
      ? planUp({ ...input, options: upOptions(settings, options) })
      : planFile({
          ...input,
          ...resolveFileOption(options.file, settings, ports.files),
          options: { ...upOptions(settings, options), allowIrreversible: options.allowIrreversible ?? false },
        });
  }, ports.store);
  const { gone } = await lookUpGone(settings, history, plan.statuses, 'this-database', ports);
  return {
    ...plan,
    notices: [
      ...noticeMissing(history),
      ...noticeForeignStamp(settings, history),
      ...noticeGone(gone),
      ...plan.notices,
    ],
  };
}

function noticeMissing({ wasMissing }: History): readonly Notice[] {
  const message = 'The database does not exist yet; a run with something to do creates it first.';
  return wasMissing ? [{ severity: 'notice', message, ids: [] }] : [];
}

function upOptions({ migrations }: Settings, options: MigrateOptions) {
  return {
    ...(options.to !== undefined && { to: String(options.to) }),
    outOfOrder: options.outOfOrder ?? migrations.outOfOrder,
    allowEmpty: options.allowEmpty ?? migrations.allowEmpty,
    includeTestData: includesTestData(migrations, options),
    redo: options.redo ?? false,
  };
}

function includesTestData(migrations: Settings['migrations'], options: MigrateOptions): boolean {
  return options.includeTestData ?? migrations.includeTestData;
}

function guardMigrate(settings: Settings, options: MigrateOptions, plan: Plan): GuardedRun {
  const hasTestData = plan.steps.some(({ file }) => file?.kind === 'repeatable' && file.phase === 'test-data');
  const undoes = options.reset || options.redo || plan.direction === 'down';
  const isDestructive = undoes || hasTestData || plan.steps.some(({ action }) => destructiveActions.has(action));
  return {
    effect: isDestructive ? 'destructive' : 'additive',
    reset: options.reset ? 'reset' : 'none',
    alsoReset: parseNames(options.alsoReset),
    testData: hasTestData || includesTestData(settings.migrations, options) ? 'included' : 'none',
    confirm: options.confirm,
    acceptStamp: options.acceptStamp,
    besides: options.force ? ['goes on after a failure'] : [],
  };
}

/** A script that is no migration may do anything. */
const destructiveActions: ReadonlySet<StepAction> = new Set(['down', 'skip-down', 'script']);

function parseNames(names: string | undefined): readonly string[] {
  return (names ?? '').split(',').map((name) => name.trim());
}
