import type { StepReport } from '../apply/run-plan';
import type { RunOutcome } from '../events';
import type { Plan, Refusal } from '../plan/plan';
import { loses } from './loses';
import { parseMeasured } from './parse-measured';
import type {
  LostData,
  RehearsalCounts,
  RehearsalPass,
  RehearsalResult,
  RehearsedCopy,
  RehearsedScript,
  RehearsedStep,
} from './rehearsal';

/** A pass that was run. */
export interface RunPass {
  readonly outcome: RunOutcome;
  readonly plan: Plan;
  readonly refusals: readonly Refusal[];
  readonly steps: readonly StepReport[];
  /** Of the database when it had ended. */
  readonly endBytes: number;
}

/** All that a rehearsal found out. */
export interface RehearsalFacts {
  readonly copy: RehearsedCopy;
  readonly passes: { readonly up: RunPass; readonly down?: RunPass; readonly upAgain?: RunPass };
  /** Migrations that were not to be undone, each with the reason. */
  readonly notUndone: ReadonlyMap<string, string>;
  /** What the passes did not bring back, table by table; undefined: no rows were counted. */
  readonly lost: readonly LostData[] | undefined;
}

/** A rehearsal as it is told: what became of each script in each pass. Pure. */
export function deriveRehearsal({ copy, passes, notUndone, lost }: RehearsalFacts): RehearsalResult {
  // Hooks are run with each pass, and are no scripts that go up and down.
  const up = stepsOf(passes.up).filter(({ report }) => report.step.action !== 'hook');
  const down = new Map(passes.down ? stepsOf(passes.down).map(keyed) : []);
  const upAgain = new Map(passes.upAgain ? stepsOf(passes.upAgain).map(keyed) : []);
  const takers = (each: LostData) =>
    up
      .map(({ report: { step }, rehearsed }) => ({
        id: step.id,
        ran: [rehearsed.measured, down.get(step.id)?.measured],
      }))
      .filter(({ ran }) => loses(each, ran))
      .map(({ id }) => id);
  const taken = lost?.map((each) => ({ each, by: takers(each) }));
  const scripts = up.map(({ report, rehearsed }): RehearsedScript => {
    const { id, path, action } = report.step;
    const undone = down.get(id);
    const again = upAgain.get(id);
    const reason = notUndone.get(id);
    return {
      id,
      path,
      action: action === 'up' ? 'up' : 'repeat',
      up: rehearsed,
      ...(undone && { down: undone }),
      ...(again && { upAgain: again }),
      ...(reason !== undefined && { notUndone: reason }),
      ...(taken && undone && { lost: taken.flatMap(({ each, by }) => lostBy(id, each, by)) }),
    };
  });
  const first = parseStart(passes.up);
  return {
    ...endOf(passes),
    copy,
    scripts,
    counts: count(scripts),
    growthBytes: passes.up.endBytes - (first ?? passes.up.endBytes),
  };
}

/** Rows are counted around all scripts: what several took of is told of each that was undone, with the others. */
function lostBy(id: string, lost: LostData, takers: readonly string[]): readonly LostData[] {
  if (!takers.includes(id)) return [];
  const together = takers.filter((other) => other !== id);
  return [{ ...lost, ...(together.length > 0 && { together }) }];
}

interface StepOfPass {
  readonly report: StepReport;
  readonly rehearsed: RehearsedStep;
}

function stepsOf({ steps, endBytes }: RunPass): readonly StepOfPass[] {
  const measurements = parseMeasured({ steps, endBytes });
  return steps.map((report, index) => {
    const { outcome, durationMs, error } = report;
    const measured = measurements[index];
    return { report, rehearsed: { outcome, durationMs, ...(error && { error }), ...(measured && { measured }) } };
  });
}

function keyed({ report, rehearsed }: StepOfPass): readonly [string, RehearsedStep] {
  return [report.step.id, rehearsed];
}

function parseStart({ steps, endBytes }: RunPass): number | undefined {
  const measured = parseMeasured({ steps, endBytes }).filter((each) => each !== undefined);
  return measured.length === 0 ? undefined : endBytes - measured.reduce((sum, { growthBytes }) => sum + growthBytes, 0);
}

function endOf({ up, down, upAgain }: RehearsalFacts['passes']): Pick<RehearsalResult, 'outcome' | 'endedIn'> {
  const [last, endedIn]: readonly [RunPass, RehearsalPass] = upAgain
    ? [upAgain, 'up-again']
    : down
      ? [down, 'down']
      : [up, 'up'];
  const { outcome } = last;
  const isFailed = outcome !== 'succeeded' && outcome !== 'nothing-to-do';
  return { outcome: outcome === 'cancelled' ? 'cancelled' : isFailed ? 'failed' : 'succeeded', endedIn };
}

function count(scripts: readonly RehearsedScript[]): RehearsalCounts {
  const all = (outcome: RehearsedStep['outcome'], ...steps: readonly (RehearsedStep | undefined)[]) =>
    steps.filter((step) => step?.outcome === outcome).length;
  const [ups, downs, agains] = [
    scripts.map(({ up }) => up),
    scripts.map(({ down }) => down),
    scripts.map(({ upAgain }) => upAgain),
  ];
  return {
    up: all('succeeded', ...ups),
    down: all('succeeded', ...downs),
    upAgain: all('succeeded', ...agains),
    notUndone: scripts.filter(({ notUndone }) => notUndone !== undefined).length,
    failed: all('failed', ...ups, ...downs, ...agains),
  };
}
