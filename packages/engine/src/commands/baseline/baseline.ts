import { recordPlan } from '../../apply/record-plan';
import { errorCodeOf, type Finding, findObstacle } from '../../checks/finding';
import type { Settings } from '../../config/settings';
import type { History } from '../../history/history';
import type { Plan, Refusal } from '../../plan/plan';
import { planBaseline } from '../../plan/plan-baseline';
import type { CommandPorts, RunResult } from '../../run/command';
import type { GuardedRun } from '../../run/guards/guarded-run';
import { readProject, scriptParser } from '../../run/plan-source';
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
export async function baseline(
  settings: Settings,
  options: MigrateOptions & { readonly baseline: string | number },
  ports: CommandPorts,
): Promise<RunResult> {
  const verify = options.verify ? verifier(settings, ports) : () => [];
  return run(
    settings,
    {
      command: 'baseline',
      mode: options.dryRun ? 'dry-run' : 'run',
      onFailure: 'stop',
      lockWaits: 'usual',
      // Nothing of the user's is changed, so only who asks for one gets one.
      backup: options.backup ? 'before-first-step' : 'none',
      plan: async (history) => {
        const set = readProject(settings, ports.files);
        const parse = scriptParser(settings, ports.files);
        const plan = planBaseline({ set, history, parse, baseline: String(options.baseline) });
        const isToRun = plan.steps.length > 0 && plan.refusals.length === 0;
        if (!isToRun) return plan;
        const empty = refuseEmpty(settings, options.confirm, history);
        return { ...plan, refusals: empty.length > 0 ? empty : await verify(plan) };
      },
      guard: (_plan, history) => guardBaseline(settings, options, history),
      record: recordPlan,
    },
    ports,
  );
}

/** Compares once for the same plan: it is made again under the lock. */
function verifier(settings: Settings, ports: CommandPorts): (plan: Plan) => Promise<readonly Refusal[]> {
  const verified = new Map<string, Promise<readonly Refusal[]>>();
  return (plan) => {
    const key = JSON.stringify(plan.steps.map(({ id, script }) => [id, script?.script.checksum]));
    const known = verified.get(key) ?? verifyBaseline(settings, plan, ports);
    verified.set(key, known);
    return known;
  };
}

async function verifyBaseline(settings: Settings, plan: Plan, ports: CommandPorts): Promise<readonly Refusal[]> {
  const { checkBaseline } = require('./check-baseline') as typeof import('./check-baseline');
  const { outcome, tables, findings } = await checkBaseline(settings, plan.steps, ports);
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
  { development }: Settings,
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
    confirmation: isAdoption || development ? 'as-configured' : 'always',
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
