import type { StepReport } from '../apply/run-plan';
import { type ChosenQueries, chooseFromFiles, chooseFromTop } from '../benchmark/choose-queries';
import { measureCopies } from '../benchmark/measure/measure-copies';
import { type PlannerSetting, readPlannerSettings } from '../benchmark/measure/planner-settings';
import { readTopStatements } from '../benchmark/measure/read-top-statements';
import type { BenchmarkSource } from '../benchmark/queries/parse-source';
import { type BenchmarkResult, failsRun } from '../benchmark/verdict/benchmark-result';
import { assertNever } from '../errors';
import type { Reporter } from '../events';
import type { CopySource, ScratchCopy } from '../rehearsal/copy';
import { planCopy } from '../rehearsal/plan-copy';
import type { CommandPorts, RunResult } from './command';
import { decideFromSource } from './course/decide-from-source';
import { findBeyond, scriptsOf } from './course/find-beyond';
import { type WantedCopy, withCopy } from './course/with-copy';
import { hasWork } from './decide/decide';
import { run } from './run';
import type { RunRequest } from './run-request';

/** What is measured around, on which copy, with which queries. */
export interface BenchmarkRequest extends WantedCopy {
  /** What is pending, of the source. */
  readonly up: RunRequest;
  readonly queries: BenchmarkSource;
}

/**
 * The course of a benchmark: decided from the source as a run would be, through sessions that only read. A scratch copy of
 * it is copied once more, what is pending is run on that second one, and each query is timed on both in turn. Both are
 * dropped however it ends. Writes nothing to the source, and nobody is asked to confirm.
 */
export async function benchmark(request: BenchmarkRequest, source: CopySource<CommandPorts>): Promise<RunResult> {
  const { up, wish } = request;
  const { ports } = source;
  const { course, decided } = await decideFromSource(up, source);
  const chosen = await chooseQueries(request, source);
  const refusals = [...decided.refusals, ...chosen.refusals];
  if (refusals.length > 0) return course.refuse({ ...decided, refusals });
  if (!hasWork(decided)) return course.end('nothing-to-do', decided);
  const { anonymize } = request.copy;
  const beyond = findBeyond([...(anonymize ? [anonymize] : []), ...scriptsOf(decided.plan.steps)]);
  const plan = planCopy(up.settings, { ...wish, copies: 2, beyond }, await source.facts());
  if (plan.refusals.length > 0) return course.refuse({ ...decided, refusals: plan.refusals });

  const measured = { chosen, settings: await readPlannerSettings(source.rows) };
  const found = await withCopy(request, plan, source, (before) => compare(before, measured, request, ports));
  switch (found.kind) {
    case 'measured': {
      const { benchmark } = found;
      ports.reporter.report({ type: 'benchmark-finished', at: ports.clock.now(), benchmark });
      return course.end(benchmark.outcome, decided, { steps: [], backup: undefined, benchmark });
    }
    case 'refused':
      return course.refuse({ ...decided, refusals: found.refusals });
    case 'not-migrated':
      return course.end(found.outcome, decided, { steps: found.steps, backup: undefined });
    default:
      return assertNever(found);
  }
}

type Compared =
  | { readonly kind: 'measured'; readonly benchmark: BenchmarkResult }
  | { readonly kind: 'refused'; readonly refusals: RunResult['refusals'] }
  | ({ readonly kind: 'not-migrated' } & Pick<RunResult, 'outcome' | 'steps'>);

interface Measured {
  readonly chosen: ChosenQueries;
  readonly settings: readonly PlannerSetting[];
}

/** Nothing is measured when a migration fails on the copy. */
async function compare(
  before: ScratchCopy<CommandPorts>,
  { chosen, settings }: Measured,
  { up }: BenchmarkRequest,
  { reporter, clock, signal }: CommandPorts,
): Promise<Compared> {
  const after = await before.duplicate();
  try {
    const migrating = { ...after.ports, reporter: failuresOf(reporter) };
    const { outcome, steps, refusals } = await run({ ...up, settings: after.settings }, migrating);
    if (outcome === 'refused') return { kind: 'refused', refusals };
    if (outcome !== 'succeeded') return { kind: 'not-migrated', outcome, steps: steps.map(asOnCopy) };
    const { benchmarks } = up.settings;
    const { cases, leftOut } = await measureCopies(
      { before, after },
      {
        queries: chosen.queries,
        settings,
        sampling: { samples: benchmarks.samples, clock, signal },
        budgetOf: (name) => benchmarks.queries[name] ?? benchmarks,
        onCase: (found) => reporter.report({ type: 'benchmark-case-finished', at: clock.now(), found }),
      },
    );
    const isOver = cases.some(({ verdict }) => failsRun(verdict));
    const all = [...chosen.leftOut, ...leftOut];
    return { kind: 'measured', benchmark: { outcome: isOver ? 'failed' : 'succeeded', cases, leftOut: all } };
  } finally {
    await after.close();
  }
}

/** What was applied on a copy is still pending. */
function asOnCopy(report: StepReport): StepReport {
  return report.outcome === 'succeeded' ? { ...report, outcome: 'not-run', durationMs: 0 } : report;
}

/** What a run on the copy says: which step failed. All else would be taken for the database's own. */
function failuresOf(reporter: Reporter): Reporter {
  return {
    report: (event) => {
      if (event.type === 'step-failed') reporter.report(event);
    },
  };
}

async function chooseQueries(
  { up, queries }: BenchmarkRequest,
  { ports, rows }: CopySource<CommandPorts>,
): Promise<ChosenQueries> {
  if (queries.kind === 'files') return chooseFromFiles(up.settings, ports.files);
  const [version] = await rows('SHOW server_version_num');
  return chooseFromTop(await readTopStatements(rows, queries.count), Number(version?.server_version_num));
}
