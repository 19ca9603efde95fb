import { parseDurationOption } from '../../config/duration-option';
import type { Settings } from '../../config/settings';
import type { History } from '../../history/history';
import type { Plan } from '../../plan/plan';
import { planDown } from '../../plan/plan-down';
import { planFile } from '../../plan/plan-file';
import { watchRepeatables } from '../../plan/steps/watch-repeatables';
import { backupOf } from '../../run/back-up';
import type { CommandPorts, RunResult } from '../../run/command';
import { lockWaitsOf, withoutDowntime } from '../../run/guards/without-downtime';
import { lookUpRequirements, readProject, scriptParser } from '../../run/plan-source';
import { planWithStored } from '../../run/plan-with-stored';
import { run } from '../../run/run';
import { checkOptions } from '../options/check-options';
import { resolveFileOption } from '../options/file-option';
import { withDependents } from '../other-projects/with-dependents';
import { type RollbackOptions, rollbackOptions } from './rollback.options';

/**
 * Undoes applied migrations, in reverse of the order in which they were applied; repeatable scripts are left alone.
 * A migration whose file changed or is gone is undone with the down text that history kept.
 *
 * Reads, writes, locks and ends like `migrate`. Nothing runs when a down is missing, irreversible or cannot be parsed.
 */
export async function rollback(settings: Settings, options: RollbackOptions, ports: CommandPorts): Promise<RunResult> {
  checkOptions(rollbackOptions, options, settings);
  return run(
    settings,
    {
      command: 'rollback',
      mode: options.dryRun ? 'dry-run' : 'run',
      onFailure: 'stop',
      lockWaits: lockWaitsOf(settings, options),
      concurrentTimeoutMs: parseDurationOption('concurrentTimeout', options.concurrentTimeout),
      backup: backupOf(settings, options),
      plan: async (history) => {
        const planned = await planRollback(settings, options, history, ports);
        const plan = watchRepeatables(planned, scriptParser(settings, ports.files));
        const { allowRequired } = options;
        const guarded = withDependents(settings, plan, { allowRequired }, ports);
        return withoutDowntime(settings, options, guarded, ports);
      },
      guard: () => ({ effect: 'destructive', reset: 'none', testData: 'none', confirm: options.confirm }),
    },
    ports,
  );
}

async function planRollback(
  settings: Settings,
  options: RollbackOptions,
  history: History,
  ports: CommandPorts,
): Promise<Plan> {
  const set = readProject(settings, ports.files);
  const parse = scriptParser(settings, ports.files);
  const { to, steps, lastRun, missing, allowIrreversible, file } = options;
  const requirementsMet = await lookUpRequirements(set, history, settings, ports);
  return planWithStored((storedText) => {
    const input = {
      set,
      history,
      development: settings.development,
      project: settings.project,
      parse,
      storedText,
      requirementsMet,
    };
    return file === undefined
      ? planDown({
          ...input,
          options: { ...(to !== undefined && { to: String(to) }), steps, lastRun, missing, allowIrreversible },
        })
      : refuseUp(
          planFile({ ...input, ...resolveFileOption(file, settings, ports.files), options: { allowIrreversible } }),
          file,
        );
  }, ports.store);
}

/** `rollback --file` undoes: an up.sql belongs to migrate. */
function refuseUp(plan: Plan, file: string): Plan {
  if (plan.direction === 'down' || plan.steps.every(({ action }) => action === 'script')) {
    return plan;
  }
  const message = `${file} applies a migration; rollback only undoes.`;
  const refusal = {
    code: 'OPTION_INVALID',
    message,
    ids: [],
    hint: 'Pass it to migrate --file.',
    waivedBy: undefined,
  } as const;
  return { ...plan, refusals: [...plan.refusals, refusal] };
}
