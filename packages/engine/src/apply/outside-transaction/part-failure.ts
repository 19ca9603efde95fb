import { EngineError, type ErrorCode } from '../../errors';
import { findGoneState } from '../../migrations/gone-state';
import type { ParsedScript } from '../../migrations/migration';
import type { Step } from '../../plan/plan';
import { describeStatement } from '../../sql/statements/describe-statement';
import { locateOffset } from '../../sql/text/positions';

/** How far a script that runs in parts came. */
export interface PartProgress {
  /** Parts that history has as done, from the first. */
  readonly done: number;
  /** The part that was started and whose end history does not know. */
  readonly started: number | undefined;
  /** The part that this run sent by itself last, outside any transaction of ours. */
  readonly sentAlone: number | undefined;
}

/**
 * The failure of a script that runs in parts, with what is true of it: which of its statements are in the database, and
 * where the next run goes on. What is no error of ours stays itself.
 */
export function describePartFailure(error: unknown, step: Step, script: ParsedScript, progress: PartProgress): unknown {
  if (!(error instanceof EngineError) || tellThemselves.has(error.code)) return error;
  const { code, message, hint, location, excerpt, fields, cause } = error;
  const sentences = [hint, ...describeKept(code, script, progress), ...describeGone(step, script)];
  return new EngineError(code, message, {
    hint: sentences.filter((sentence) => sentence !== undefined).join(' '),
    location,
    excerpt,
    fields: { ...fields, unitsDone: progress.done, unitsTotal: script.units.length },
    cause,
  });
}

/** What they say of the next run is something else. */
const tellThemselves: ReadonlySet<ErrorCode> = new Set(['STATEMENT_UNKNOWN', 'HISTORY_CONFLICT', 'POOLER_UNSAFE']);

function describeKept(code: ErrorCode, script: ParsedScript, progress: PartProgress): readonly string[] {
  const { done, started, sentAlone } = progress;
  const { units, reason } = script;
  if (done === units.length) return ['All of the script is in the database. The next run goes on at its afterEach.'];
  const what = reason?.kind === 'enum-value' ? 'Transaction' : 'Statement';
  const next = started ?? done;
  const verb = units[next]?.statements[0]?.words[0] ?? '';
  if (done === 0 && started === undefined && !(sentAlone === 0 && commitsItself.has(verb)))
    return ofTheScript.has(code) ? ['Nothing of it was kept.'] : [];
  const kept =
    done === 0
      ? []
      : [
          `${what}${done === 1 ? ' 1 of' : `s 1 to ${done} of`} ${units.length} ${done === 1 ? 'is' : 'are'} in the database.`,
        ];
  const begun = started === undefined ? [] : [`What statement ${next + 1} left is looked at before it runs again.`];
  const committed =
    sentAlone === next && commitsItself.has(verb)
      ? ['What the failed one committed itself before is in the database.']
      : [];
  return [...kept, ...begun, ...committed, `The next run goes on at ${placeOfPart(script, next)}.`];
}

/** Failures that are about what was done, and not about what was found before. */
const ofTheScript: ReadonlySet<ErrorCode> = new Set(['STEP_FAILED', 'HOOK_FAILED', 'CANCELLED', 'LOCK_TIMEOUT']);

/** Code that may end its transaction and begin another. */
const commitsItself: ReadonlySet<string> = new Set(['CALL', 'DO']);

function placeOfPart({ script: { text, path }, units, reason }: ParsedScript, index: number): string {
  const what = reason?.kind === 'enum-value' ? 'transaction' : 'statement';
  const statement = units[index]?.statements[0];
  if (!text || !statement) return `${what} ${index + 1}`;
  const { line, column } = locateOffset(text, statement.start);
  return `${what} ${index + 1} (${path}:${line}:${column}, ${describeStatement(text, statement)})`;
}

/** What statements of an earlier run had in their session, when this one went on after them. */
function describeGone({ resumeAt }: Step, script: ParsedScript): readonly string[] {
  const gone = findGoneState(script, resumeAt).map(({ what }) => what);
  return gone.length === 0 ? [] : [`The session of the run before is gone, and with it ${gone.join(', ')}.`];
}
