import type { ErrorReport } from '../../../errors';
import type { MigrationSet } from '../../../migrations/migration';
import type { Step } from '../../../plan/plan';
import type { CatalogRow } from '../../../ports';
import { type Finding, findingOf, findingOfError } from '../../finding';
import { applyFiles } from '../apply-files';
import { checkRequirements, type RequiredProjects } from '../requirements/required-projects';
import type { ShadowContext } from '../shadow-check';
import { firstStep, rerunStep } from '../steps';
import type { UpgradedScript, UpgradePlan } from './plan-upgrade';
import { upgradeFindings } from './upgrade-findings';

/** A shadow that is to be upgraded. */
export interface UpgradeContext {
  /** Of the base: its scripts, and a shadow on which some of them may have run. */
  readonly base: ShadowContext;
  readonly required: RequiredProjects;
  readonly plan: UpgradePlan;
  /** The scripts of the branch. */
  readonly set: MigrationSet;
  /** The schema that these make in a fresh database. */
  readonly fresh: readonly CatalogRow[];
  /** The key of the state after all scripts of the base, which is kept when that spares much. */
  readonly baseKey: string;
}

/** A copy of the cluster takes about half a second, in which so many scripts run. */
const leastToKeep = 60;

/**
 * Brings a shadow to where the base's scripts lead, as one run, upgrades it by the branch's, as another, and compares it
 * with a fresh one. What the base's scripts fail with is nobody's fault here: then nothing is compared, and that is said.
 */
export async function checkUpgrade(context: UpgradeContext): Promise<{ readonly findings: readonly Finding[] }> {
  const { base, plan, set, fresh } = context;
  const obstacle = await applyBase(context);
  if (obstacle) return { findings: [notCompared(obstacle)] };
  const failure = await upgrade(context);
  if (failure) return { findings: [failure] };
  const upgraded = await base.run.snapshot();
  return { findings: upgradeFindings({ fresh, upgraded }, plan, set, base.parse) };
}

async function applyBase({ base, required, baseKey }: UpgradeContext): Promise<Finding | undefined> {
  const { run, prefix, set } = base;
  if (run.begunWith?.key === baseKey) return undefined;
  const { findings, shadow } = await checkRequirements(base, required);
  if (shadow === 'spoiled') return findings[0];
  const before = prefix.isBegun ? [] : set.before;
  const versioned = set.versioned.filter(({ draft }) => !draft).slice(prefix.count);
  const files = [...before, ...versioned, ...set.after];
  const failure = await applyFiles(files, base, (error, step) => findingOfError('upgrade', error, step));
  if (!failure && files.length >= leastToKeep) await run.keep({ key: baseKey, note: '' });
  return failure;
}

/** As one run with its hooks. Test data comes last, as in a fresh run; what of it fails is said there. */
async function upgrade({ base, plan, set }: UpgradeContext): Promise<Finding | undefined> {
  const { project, parse, run } = base;
  const steps = [
    ...plan.before.map((each) => stepOf(each, base)),
    ...plan.versioned.map((migration) => firstStep(migration, parse)),
    ...plan.after.map((each) => stepOf(each, base)),
  ].filter((step) => step !== undefined);
  const begin = await run.runHook('beforeRun', project);
  if (begin) return failed(begin.error, begin.step);
  for (const step of steps) {
    const error = await run.run({ project, step });
    if (error) return failed(error, step);
  }
  for (const file of set.testData) {
    const step = firstStep(file, parse);
    if (step) await run.run({ project, step });
  }
  const end = await run.runHook('afterRun', project);
  return end && failed(end.error, end.step);
}

function stepOf({ file, before }: UpgradedScript, { parse }: ShadowContext): Step | undefined {
  return before ? rerunStep(file, before, parse) : firstStep(file, parse);
}

function failed(error: ErrorReport, step: Step): Finding {
  const prefix = 'Fails on a database that the base made, and runs in a fresh one: ';
  const hint = adviceOn(error, step);
  return findingOfError('upgrade', error, step, {
    code: 'UPGRADE_FAILED',
    prefix,
    ...(hint !== undefined && { hint }),
  });
}

/** What replaces an object must not change what others see of it. */
function adviceOn({ sqlState }: ErrorReport, { file }: Step): string | undefined {
  if (file?.kind !== 'repeatable') return undefined;
  switch (sqlState) {
    case '42P16':
      return 'CREATE OR REPLACE VIEW only adds columns at the end: begin the script with `DROP VIEW IF EXISTS <name>;`, or drop the view in a migration.';
    case '42P13':
      return 'CREATE OR REPLACE FUNCTION keeps names of parameters and the type of the result: write `DROP FUNCTION IF EXISTS <name>(<types>);` before it.';
    case '42710':
    case '42P07':
      return 'Drop it first, with IF EXISTS: it is there already.';
    case '42703':
    case '42P01':
      return 'What it names comes with a migration, which runs after it here: begin the script with `-- pgrestify: run after-migrations`.';
    default:
      return undefined;
  }
}

function notCompared({ message, path }: Finding): Finding {
  const why = `${path === undefined ? '' : `${path}: `}${message}`;
  return findingOf({
    severity: 'notice',
    check: 'upgrade',
    code: 'UPGRADE_UNCHECKED',
    message: `The upgrade was not tried, since the scripts of the base fail: ${why}`,
    ids: [],
  });
}
