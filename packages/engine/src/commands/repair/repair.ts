import { recordPlan } from '../../apply/record-plan';
import type { Settings } from '../../config/settings';
import { EngineError } from '../../errors';
import type { History, HistoryRow } from '../../history/history';
import { scriptOfText } from '../../migrations/script/read-script';
import type { Plan } from '../../plan/plan';
import { planRepair } from '../../plan/repair/plan-repair';
import { asLeftOff } from '../../plan/steps/as-left-off';
import { historyPath } from '../../plan/steps/down-step';
import type { StartedOutcome } from '../../plan/steps/started-outcome';
import type { CommandPorts, RunResult } from '../../run/command';
import type { GuardedRun } from '../../run/guards/guarded-run';
import { readProject, scriptParser } from '../../run/plan-source';
import { planWithStored } from '../../run/plan-with-stored';
import { run } from '../../run/run';
import { checkOptions } from '../options/check-options';
import { withDependents } from '../other-projects/with-dependents';
import { type RepairOptions, repairOptions } from './repair.options';

/**
 * Corrects history where it does not say what is so: accepts edited migrations, forgets those whose files are gone,
 * settles half-done ones, and stamps the database anew. Runs no script and changes no object of the user's.
 *
 * Reads the sql folder, history and, for statements that were begun, the catalog. Shows what it would do first, and does
 * it only when confirmed: under the run lock, all in one transaction, each with an event that keeps what history said
 * before. Ends as `succeeded`, `nothing-to-do` (no lock was taken), `planned`, `refused` (nothing was written), `failed`
 * or `cancelled`. Throws CONNECTION_FAILED and its kin, RUN_LOCK_TIMEOUT, OPTION_INVALID, FILE_UNREADABLE.
 */
export async function repair(settings: Settings, options: RepairOptions, ports: CommandPorts): Promise<RunResult> {
  checkOptions(repairOptions, options, settings);
  return run(
    settings,
    {
      command: 'repair',
      mode: options.dryRun ? 'dry-run' : 'run',
      onFailure: 'stop',
      lockWaits: 'usual',
      backup: 'none',
      plan: async (history) => {
        const plan = await planCommand(settings, options, history, ports);
        const { allowRequired } = options;
        return withDependents(settings, plan, { allowRequired }, ports);
      },
      guard: (plan, history) => guardRepair(options, history, plan),
      record: recordPlan,
    },
    ports,
  );
}

async function planCommand(
  settings: Settings,
  options: RepairOptions,
  history: History,
  ports: CommandPorts,
): Promise<Plan> {
  const set = readProject(settings, ports.files);
  const parse = scriptParser(settings, ports.files);
  const outcomes = await readStartedOutcomes(history, parse, ports);
  const { id, checksums, missing, failed, stamp, as, from } = options;
  const otherScripts = from === undefined ? [] : await ports.store.readOtherScripts();
  const fromIsKnown = from !== undefined && (await isProject(from, ports)) ? 'known' : 'unknown';
  return planWithStored(
    (storedText) =>
      planRepair({
        set,
        history,
        parse,
        storedText,
        environment: settings.environment,
        project: settings.project,
        otherScripts,
        fromIsKnown,
        startedOutcome: (started) => outcomes.get(started) ?? 'unknown',
        options: {
          ...(id !== undefined && { id: String(id) }),
          ...(as !== undefined && { as }),
          ...(checksums !== undefined && { checksums }),
          ...(missing !== undefined && { missing }),
          ...(failed !== undefined && { failed }),
          ...(stamp && { stamp }),
          ...(from !== undefined && { from }),
        },
      }),
    ports.store,
  );
}

/** Whether the workspace has a project of that name with migrations; one whose config is gone or broken is none. */
async function isProject(name: string, { projectSettings }: CommandPorts): Promise<boolean> {
  try {
    return (await projectSettings?.(name)) !== undefined;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return false;
  }
}

/** Asks the catalog of each statement that was begun and whose end is not known: there is seldom one, and never many. */
async function readStartedOutcomes(
  history: History,
  parse: ReturnType<typeof scriptParser>,
  { store }: CommandPorts,
): Promise<ReadonlyMap<string, StartedOutcome>> {
  const outcomes = new Map<string, StartedOutcome>();
  for (const row of history.rows.filter(({ unitStarted }) => unitStarted !== undefined)) {
    const direction = row.failedDirection ?? 'up';
    const text = await store.readStoredScript(row.id, direction);
    const outcome = text === undefined ? undefined : await readOutcome(row, text, direction);
    if (outcome) outcomes.set(row.id, outcome);
  }
  return outcomes;

  async function readOutcome(row: HistoryRow, text: string, direction: 'up' | 'down') {
    const { script, units } = asLeftOff(parse(scriptOfText(text, historyPath(row.id), direction)), row, direction);
    const statement = units[row.unitStarted ?? 0]?.statements[0];
    return script.text && statement ? store.outcomeOf(script.text, statement) : undefined;
  }
}

function guardRepair({ stamp, confirm }: RepairOptions, history: History, plan: Plan): GuardedRun {
  // In a database that is nobody's there is nothing to repair, which is no reason to refuse.
  const isNobodys = plan.steps.length === 0 && !history.stamp;
  return {
    effect: 'destructive',
    reset: 'none',
    testData: 'none',
    confirm,
    confirmation: 'always',
    stamps: stamp || isNobodys ? 'ignored' : 'heeded',
  };
}
