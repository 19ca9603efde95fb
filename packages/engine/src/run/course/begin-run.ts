import type { BenchmarkResult } from '../../benchmark/verdict/benchmark-result';
import type { RunCounts, RunOutcome } from '../../events';
import type { StepAction } from '../../plan/plan';
import type { Backup } from '../../ports';
import type { RehearsalResult } from '../../rehearsal/rehearsal';
import type { CommandPorts, RunResult } from '../command';
import type { Decision } from '../decide/decide';
import type { RunRequest } from '../run-request';
import { noteMajor } from '../server-major';

/** A run that has begun, until it has ended. */
export interface Course {
  elapsedMs(): number;
  /** Says why nothing is run. */
  reportRefused(decided: Decision): void;
  /** Says so, and ends. */
  refuse(decided: Decision): Promise<RunResult>;
  /** Verifies what is to be verified, says how the run ended, and answers that. */
  end(ran: RunOutcome, decided: Decision, done?: Done): Promise<RunResult>;
}

/** What was done of a decision. */
export interface Done {
  readonly steps: RunResult['steps'];
  readonly backup: Backup | undefined;
  /** Absent: the steps were run on the database itself. */
  readonly rehearsal?: RehearsalResult;
  /** What queries cost before and after the steps, which were run on a copy alone. */
  readonly benchmark?: BenchmarkResult;
}

/** Says that a run begins. */
export function beginRun(request: RunRequest, ports: CommandPorts): Course {
  const { clock, reporter, store } = ports;
  const { project, environment } = request.settings;
  const start = clock.monotonicMs();
  const elapsedMs = () => Math.round(clock.monotonicMs() - start);
  const { command } = request;
  const { description: database } = store;
  reporter.report({ type: 'run-started', at: clock.now(), command, project, environment, database });
  const course: Course = {
    elapsedMs,
    reportRefused: ({ refusals }) => reporter.report({ type: 'run-refused', at: clock.now(), project, refusals }),
    refuse: (decided) => {
      course.reportRefused(decided);
      return course.end('refused', decided);
    },
    end: async (ran, decided, { steps, backup, rehearsal, benchmark } = nothingDone) => {
      const { plan, planHash, refusals, facts } = decided;
      if (ran !== 'refused' && ran !== 'planned') noteMajor(request.settings, facts.history, ports);
      const verification = await verify(ran, request, ports);
      const outcome = verification.verification?.outcome === 'failed' ? 'failed' : ran;
      const durationMs = elapsedMs();
      const more = {
        ...(backup && { backup }),
        ...verification,
        ...(rehearsal && { rehearsal }),
        ...(benchmark && { benchmark }),
      };
      const result: RunResult = { outcome, plan, refusals, steps, ...more, durationMs };
      reporter.report({
        type: 'run-finished',
        at: clock.now(),
        project,
        outcome,
        durationMs,
        planHash,
        refusals: refusals.length,
        counts: countSteps(result),
        ...(backup && { backup: { path: backup.path, restoreCommand: backup.restoreCommand } }),
        ...(rehearsal && { rehearsed: rehearsal.counts }),
      });
      return result;
    },
  };
  return course;
}

const nothingDone: Done = { steps: [], backup: undefined };

async function verify(
  outcome: RunOutcome,
  request: RunRequest,
  { clock, reporter }: CommandPorts,
): Promise<Pick<RunResult, 'verification'>> {
  if (!request.verify || (outcome !== 'succeeded' && outcome !== 'nothing-to-do')) {
    return {};
  }
  const verification = await request.verify();
  const { outcome: verdict, tables, findings } = verification;
  reporter.report({ type: 'verification-finished', at: clock.now(), outcome: verdict, tables, findings });
  return { verification };
}

function countSteps({ outcome, plan, steps }: RunResult): RunCounts {
  const count = (matches: (report: RunResult['steps'][number]) => boolean): number => steps.filter(matches).length;
  const succeeded = (actions: readonly StepAction[]) =>
    count(({ step, outcome: how }) => how === 'succeeded' && actions.includes(step.action));
  // Cancelled without a report of steps: while the backup was taken.
  const isUntouched = outcome === 'refused' || outcome === 'planned' || steps.length === 0;
  const untouched = isUntouched
    ? plan.steps
    : steps.filter(({ outcome: how }) => how === 'not-run').map(({ step }) => step);
  // Nothing is pending of what runs around them.
  const notRun = untouched.filter(({ action }) => action !== 'hook');
  return {
    applied: succeeded(['up', 'repeat', 'script']),
    rolledBack: succeeded(['down']),
    recorded: succeeded(['baseline', 'repair']),
    skipped: succeeded(['skip-down']) + count(({ outcome: how }) => how === 'skipped'),
    notUndone: succeeded(['skip-down']),
    failed: count(({ outcome: how }) => how === 'failed'),
    pending: notRun.length,
    stillApplied: notRun.filter(({ action }) => action === 'down' || action === 'skip-down').length,
  };
}
