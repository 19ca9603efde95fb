import { takeBackup } from './back-up';
import type { CommandPorts, RunResult } from './command';
import { applyDecision } from './course/apply-decision';
import { beginRun } from './course/begin-run';
import { reportDecision, reportDryRun } from './course/report-decision';
import { withRunLock } from './course/with-run-lock';
import { confirm, refuseUnconfirmed } from './decide/confirm';
import { hasWork } from './decide/decide';
import { decideAgain, decideFrom } from './decide/decide-from';
import { openProject } from './facts/project-files';
import { readFacts } from './facts/read-facts';
import { finishRun } from './finish-run';
import { noteLongSteps } from './note-long-steps';
import type { RunRequest } from './run-request';

/**
 * The course of every run: read the facts, decide, have it confirmed, lock, decide again under the lock, take a backup if
 * one is asked for, apply, and end with the one synchronous commit. A run with nothing to do takes no lock; a refused or
 * dry one writes nothing at all. Nobody is asked while the lock is held: a plan that is another one by then is refused.
 */
export async function run(request: RunRequest, ports: CommandPorts): Promise<RunResult> {
  const course = beginRun(request, ports);
  const project = openProject(request.settings, ports.files);

  const first = await decideFrom(await readFacts(request, project, ports), request, ports);
  reportDecision(first, request, ports);
  const answer = request.mode === 'run' ? await confirm(first, ports) : 'not-asked';
  const asked = refuseUnconfirmed(first, answer);
  if (asked.refusals.length > 0) course.reportRefused(asked);
  if (request.mode === 'dry-run') {
    reportDryRun(asked, request, ports);
    return course.end('planned', asked);
  }
  if (asked.refusals.length > 0) return course.end('refused', asked);
  if (!hasWork(asked)) return course.end('nothing-to-do', asked);

  return withRunLock(request.settings, ports, async (locked) => {
    const decided = await decideAgain(asked, { answer, locked, project }, request, ports);
    if (decided.refusals.length > 0) return course.refuse(decided);
    if (!hasWork(decided)) return course.end('nothing-to-do', decided);

    const taken = await takeBackup(decided.backup, decided.planHash, ports);
    if (taken.kind === 'refused') return course.refuse({ ...decided, refusals: [taken.refusal] });
    if (taken.kind === 'cancelled') return course.end('cancelled', decided);

    const applied = await applyDecision(decided, locked, request, ports);
    const { outcome, steps } = await finishRun(locked, applied, course.elapsedMs(), ports);
    noteLongSteps(steps, request.settings, ports);
    return course.end(outcome, decided, { steps, backup: taken.backup });
  });
}
