import { errorCatalogue } from '../../src/errors';
import type { Report } from '../../src/reporters/report/report';
import { type Attempt, type AttemptedStep, foreignError } from './attempt';
import type { DatabaseState, RecordedEvent } from './database-state';

/** All that is known of a case when it has ended. */
export interface CaseFacts {
  /** The broken run, then its repetitions. */
  readonly attempts: readonly Attempt[];
  readonly state: DatabaseState;
  readonly events: readonly RecordedEvent[];
  /** State after the same command without a fault. */
  readonly clean: DatabaseState;
}

/**
 * What is wrong after a case, as sentences; empty when nothing is: history, schema and counts are those of a clean run,
 * each runner told the truth, and the last repetition succeeded. Pure.
 */
export function judge(facts: CaseFacts): readonly string[] {
  const { attempts, events, state, clean } = facts;
  return [
    ...compare('the schema', [state.schema], [clean.schema]),
    ...compare('history', state.history, clean.history),
    ...compare('the counts of runs', state.runs, clean.runs),
    ...attempts.flatMap((attempt) => judgeAttempt(attempt, events)),
    ...judgeEnd(attempts.at(-1)),
  ];
}

function compare(what: string, found: readonly string[], expected: readonly string[]): readonly string[] {
  const extra = found.filter((line) => !expected.includes(line));
  const lacking = expected.filter((line) => !found.includes(line));
  return extra.length + lacking.length > 0
    ? [`${what} differ: found [${extra.join(', ')}], expected [${lacking.join(', ')}]`]
    : [];
}

const success: readonly string[] = ['succeeded', 'nothing-to-do'];
const runOutcomes: readonly string[] = [...success, 'failed', 'cancelled', 'killed', 'refused'];

function judgeEnd(last: Attempt | undefined): readonly string[] {
  return last && success.includes(last.outcome) ? [] : [`the last repetition ended as ${describe(last)}`];
}

function judgeAttempt(attempt: Attempt, events: readonly RecordedEvent[]): readonly string[] {
  if (!runOutcomes.includes(attempt.outcome) && !Object.hasOwn(errorCatalogue, attempt.outcome)) {
    return [`a run ended as ${describe(attempt)}`];
  }
  const own = events.filter(({ runId, outcome }) => runId === attempt.runId && outcome === 'succeeded');
  const untrueSteps = attempt.steps.flatMap((step) => judgeStep(step, own));
  const recorded = own.filter(({ action }) => action === 'run').length;
  const untrueRun =
    attempt.outcome === 'succeeded' && recorded !== 1
      ? [`a run said that it succeeded, and history has ${recorded} events of that`]
      : [];
  return [...untrueSteps, ...untrueRun];
}

const eventActions: Readonly<Record<string, string>> = {
  up: 'up',
  repeat: 'up',
  down: 'down',
  'skip-down': 'skip',
  script: 'script',
  baseline: 'baseline',
  repair: 'repair',
};

function judgeStep(step: AttemptedStep, succeeded: readonly RecordedEvent[]): readonly string[] {
  // That of a hook is called after it.
  const expectedAction = step.action === 'hook' ? step.id : eventActions[step.action];
  const recorded = succeeded.filter(({ id, action }) => id === step.id && action === expectedAction).length;
  const said = `step ${step.id} was said to be ${step.outcome}${step.code ? ` (${step.code}: ${step.message})` : ''}`;
  if (step.code === 'COMMIT_UNKNOWN') {
    return [`${said}, though the server could be asked`];
  }
  if (step.code === 'STEP_FAILED' || step.code === 'HOOK_FAILED') {
    return [`${said}, which blames the script`];
  }
  const expected = step.outcome === 'succeeded' ? 1 : 0;
  return recorded === expected ? [] : [`${said}, and history has ${recorded} events that it succeeded`];
}

/**
 * What is wrong with the report of an attempt. Any says how it ended; one that was killed says that it is not complete,
 * unless it had ended before and only said goodbye, as history has it then. Pure.
 */
export function judgeReport(
  attempt: Attempt,
  text: string | undefined,
  events: readonly RecordedEvent[],
): readonly string[] {
  const said = readReport(text);
  if (said === undefined) return [`the report of ${describe(attempt)} is not whole: ${text?.slice(-80) ?? 'none'}`];
  const { outcome, isComplete, error } = said;
  const isRecorded = events.some(({ runId, action }) => runId === attempt.runId && action === 'run');
  const isTrue =
    attempt.outcome === 'killed'
      ? !isComplete || isRecorded || outcome === 'nothing-to-do'
      : isComplete && (outcome === attempt.outcome || error?.code === attempt.outcome);
  return isTrue ? [] : [`the report of ${describe(attempt)} says ${outcome}, ${error?.code}, complete: ${isComplete}`];
}

type ReportedEnd = Pick<Report, 'outcome' | 'isComplete' | 'error'>;

function readReport(text: string | undefined): ReportedEnd | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as ReportedEnd);
  } catch {
    return undefined;
  }
}

function describe(attempt: Attempt | undefined): string {
  if (!attempt) return 'nothing';
  const steps = attempt.steps.map(({ id, outcome, message }) => `${id}: ${outcome}${message ? ` (${message})` : ''}`);
  const name = attempt.outcome === foreignError ? 'an error that is none of the catalogue' : attempt.outcome;
  return [name, attempt.message, ...steps].filter((part) => part !== undefined).join('; ');
}
