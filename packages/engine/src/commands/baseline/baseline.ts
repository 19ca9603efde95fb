import { recordPlan } from '../../apply/record-plan';
import { errorCodeOf, type Finding, findObstacle } from '../../checks/finding';
import type { Settings } from '../../config/settings';
import { withOptions } from '../../config/with-options';
import type { History } from '../../history/history';
import type { Plan, Refusal } from '../../plan/plan';
import { planBaseline } from '../../plan/plan-baseline';
import type { CommandPorts, RunResult } from '../../run/command';
import type { Facts } from '../../run/facts/facts';
import type { Examined, Known } from '../../run/facts/questions';
import type { Examine } from '../../run/facts/read-answers';
import type { GuardedRun } from '../../run/guards/guarded-run';
import { run } from '../../run/run';
import type { MigrateOptions } from '../migrate/migrate.options';

/**
 * `migrate --baseline`: takes a database over whose objects were made by other means. Versioned migrations up to the
 * target are recorded as applied, and nothing runs; what comes after them stays pending. With `verify` the schema is
 * compared first with what those files make on a shadow, and a difference refuses.
 *
 * Reads the sql folder and history. Writes history alone, under the run lock, all in one transaction. Ends like
 * `migrate`.
 */
export async function baseline(given: Settings, options: BaselineOptions, ports: CommandPorts): Promise<RunResult> {
  // Nothing of the user's is changed, so only who asks for a backup gets one.
  const settings = withOptions(given, { backup: options.backup ?? false });
  return run(
    {
      command: 'baseline',
      settings,
      mode: options.dryRun ? 'dry-run' : 'run',
      onFailure: 'stop',
      concern: 'all',
      plan: (facts, known) => planCommand(settings, options, facts, known),
      guard: (_plan, history) => guardBaseline(settings, options, history),
      record: recordPlan,
      ...(options.verify && { examine: comparer(settings, ports) }),
    },
    ports,
  );
}

/** `migrate` with the option. */
type BaselineOptions = MigrateOptions & { readonly baseline: string | number };

/** Pure. */
function planCommand(settings: Settings, options: BaselineOptions, { project, history }: Facts, known: Known): Plan {
  const { set, parse } = project;
  const plan = planBaseline({ set, history, parse, baseline: String(options.baseline) });
  const isToRun = plan.steps.length > 0 && plan.refusals.length === 0;
  if (!isToRun) return plan;
  const empty = refuseEmpty(settings, options.confirm, history);
  const isCompared = empty.length === 0 && options.verify === true;
  return { ...plan, refusals: isCompared ? known.ask('examination', '', { plan, project, history }, []) : empty };
}

/** Compares once for the same plan: it is made again under the lock. */
function comparer(settings: Settings, ports: CommandPorts): Examine {
  const compared = new Map<string, Promise<readonly Refusal[]>>();
  return (examined) => {
    const key = JSON.stringify(examined.plan.steps.map(({ id, script }) => [id, script?.script.checksum]));
    const known = compared.get(key) ?? compareWithFiles(settings, examined, ports);
    compared.set(key, known);
    return known;
  };
}

async function compareWithFiles(
  settings: Settings,
  { plan, project }: Examined,
  ports: CommandPorts,
): Promise<readonly Refusal[]> {
  const { checkBaseline } = require('./check-baseline') as typeof import('./check-baseline');
  const { outcome, tables, findings } = await checkBaseline(settings, project, plan.steps, ports);
  ports.reporter.report({ type: 'verification-finished', at: ports.clock.now(), outcome, tables, findings });
  if (outcome === 'succeeded') return [];
  const obstacle = findObstacle(findings);
  if (obstacle) return [refuseUncompared(obstacle)];
  return [
    {
      code: 'CHECK_FAILED',
      message: 'The database is not what the migrations to be recorded make.',
      ids: [],
      hint: 'Name the migration that the database is really at, mend what differs, or leave --verify out.',
      waivedBy: undefined,
    },
  ];
}

/** Nothing is known of the database then, good or bad. */
function refuseUncompared(obstacle: Finding): Refusal {
  const { message, ids, hint = 'Correct what is named' } = obstacle;
  return {
    code: errorCodeOf(obstacle),
    message: `The database could not be compared with what the migrations to be recorded make. ${message}`,
    ids,
    hint: `${hint.replace(/\.$/, '')}, or leave --verify out.`,
    waivedBy: '--no-verify',
  };
}

function guardBaseline(
  { migrations }: Settings,
  { confirm, acceptStamp }: MigrateOptions,
  history: History,
): GuardedRun {
  const isAdoption = history.rows.length === 0;
  return {
    // A database that is taken over has tables and no stamp; what it must not have is the stamp of another environment.
    effect: isAdoption && !history.stamp ? 'additive' : 'destructive',
    reset: 'none',
    testData: 'none',
    confirm,
    acceptStamp,
    confirmation: isAdoption || !migrations.confirmRebaseline ? 'as-configured' : 'always',
  };
}

/** In a database without tables nothing can be there that migrations made: it is nearly surely the wrong one. */
function refuseEmpty(
  { environment }: Settings,
  confirm: MigrateOptions['confirm'],
  history: History,
): readonly Refusal[] {
  if (history.hasUserTables || confirm) return [];
  return [
    {
      code: 'BASELINE_EMPTY',
      message: `The database of environment "${environment}" has no table, so --baseline would record what is not there.`,
      ids: [],
      hint: 'Run migrate without --baseline, or choose the right database; pass --confirm when these migrations make no table.',
      waivedBy: '--confirm',
    },
  ];
}
