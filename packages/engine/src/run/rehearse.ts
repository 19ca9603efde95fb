import type { MigrationEvent, Reporter } from '../events';
import type { CopyRequest, CopySource, ScratchCopy } from '../rehearsal/copy';
import { countRowsSql, parseRowCounts } from '../rehearsal/count-rows';
import { deriveRehearsal, type RunPass } from '../rehearsal/derive-rehearsal';
import { findLost } from '../rehearsal/find-lost';
import { type CopyWish, planCopy } from '../rehearsal/plan-copy';
import type { LostData, RehearsalPass, RehearsalResult, RehearsedCopy } from '../rehearsal/rehearsal';
import type { CommandPorts, RunResult } from './command';
import { allBarred, chooseUndoable } from './course/choose-undoable';
import { decideFromSource } from './course/decide-from-source';
import { downsOf, findBeyond, scriptsOf } from './course/find-beyond';
import { withCopy } from './course/with-copy';
import { hasWork } from './decide/decide';
import type { ProjectFiles } from './facts/project-files';
import { run } from './run';
import type { RunRequest } from './run-request';

/** What is rehearsed, and on which copy. */
export interface RehearsalRequest {
  /** What is pending, of the source. */
  readonly up: RunRequest;
  /** Undoes so many of the migrations that were applied last. */
  readonly down: (count: number) => RunRequest;
  readonly wish: CopyWish;
  readonly copy: CopyRequest;
}

/**
 * The course of a rehearsal: decided from the source as a run would be, through sessions that only read; then up, down and
 * up again on a scratch copy, which is dropped however it ends. What cannot be undone, and what came before it, stays up.
 * Writes nothing to the source, and nobody is asked to confirm.
 */
export async function rehearse(request: RehearsalRequest, source: CopySource<CommandPorts>): Promise<RunResult> {
  const { up, wish } = request;
  const { ports } = source;
  const { course, facts, decided } = await decideFromSource(up, source);
  if (decided.refusals.length > 0) return course.refuse(decided);
  if (!hasWork(decided)) return course.end('nothing-to-do', decided);
  const { steps: planned } = decided.plan;
  const { anonymize } = request.copy;
  const { parse } = facts.project;
  const scripts = [...(anonymize ? [anonymize] : []), ...scriptsOf(planned), ...downsOf(planned, parse)];
  const plan = planCopy(up.settings, { ...wish, beyond: findBeyond(scripts) }, await source.facts());
  if (plan.refusals.length > 0) return course.refuse({ ...decided, refusals: plan.refusals });

  const { rehearsal, steps } = await withCopy(request, plan, source, (copy, about) =>
    playPasses(request, { copy, about, parse }, ports),
  );
  ports.reporter.report({ type: 'rehearsal-finished', at: ports.clock.now(), rehearsal });
  return course.end(rehearsal.outcome, decided, { steps, backup: undefined, rehearsal });
}

interface Played {
  readonly rehearsal: RehearsalResult;
  /** Of the first pass. */
  readonly steps: RunResult['steps'];
}

interface Stage {
  readonly copy: ScratchCopy<CommandPorts>;
  readonly about: RehearsedCopy;
  readonly parse: ProjectFiles['parse'];
}

async function playPasses(
  { up, down, wish }: RehearsalRequest,
  { copy, about, parse }: Stage,
  { clock, reporter }: CommandPorts,
): Promise<Played> {
  const counts = async () => (wish.data === 'all' ? parseRowCounts(await copy.rows(countRowsSql)) : undefined);
  const pass = async (name: RehearsalPass, request: RunRequest): Promise<RunPass> => {
    reporter.report({ type: 'rehearsal-pass-started', at: clock.now(), pass: name });
    const ports = { ...copy.ports, reporter: ofSteps(name, reporter) };
    const { outcome, plan, refusals, steps } = await run({ ...request, settings: copy.settings }, ports);
    return { outcome, plan, refusals, steps, endBytes: await readSize(copy) };
  };
  const before = await counts();
  const first = await pass('up', up);
  const { undoable, barred } = chooseUndoable(first.plan.steps, parse);
  const isUp = first.outcome === 'succeeded';
  const tried = isUp && undoable > 0 ? await pass('down', down(undoable)) : undefined;
  // What a rollback refuses is no failure of a migration: nothing of it was run.
  const isRefused = tried?.outcome === 'refused';
  const second = isRefused ? undefined : tried;
  const notUndone = isRefused ? allBarred(first.plan.steps, tried.refusals) : barred;
  const isDown = second?.outcome === 'succeeded';
  const after = isDown ? await counts() : undefined;
  const lost: readonly LostData[] | undefined = before && after && findLost(before, after);
  const third = isDown ? await pass('up-again', up) : undefined;
  const passes = { up: first, ...(second && { down: second }), ...(third && { upAgain: third }) };
  return { rehearsal: deriveRehearsal({ copy: about, passes, notUndone, lost }), steps: first.steps };
}

async function readSize(copy: ScratchCopy<CommandPorts>): Promise<number> {
  const [row] = await copy.rows('SELECT pg_catalog.pg_database_size(pg_catalog.current_database()) AS bytes');
  return Number(row?.bytes);
}

/** What a run on the copy says of its steps; all else is of the run, which is the rehearsal's own. */
function ofSteps(pass: RehearsalPass, reporter: Reporter): Reporter {
  return {
    report: (event) => {
      if (isOfStep(event) && (pass === 'up' || event.type !== 'server-notice')) reporter.report(event);
    },
  };
}

function isOfStep({ type }: MigrationEvent): boolean {
  return type.startsWith('step-') || type === 'statement-finished' || type === 'server-notice';
}
