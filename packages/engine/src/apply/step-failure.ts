import { EngineError, type ErrorCode, errorCatalogue, type SourceLocation } from '../errors';
import type { ParsedScript } from '../migrations/migration';
import type { Step } from '../plan/plan';
import { describeExcerpt } from '../sql/describe-excerpt';
import { type Location, locateOffset, locateServerPosition } from '../sql/positions';
import type { Statement } from '../sql/statement';
import { type ComposedMessage, refusedState } from './script-message';
import type { ServerError } from './server-error';

/** The message that failed, and whose it was. */
export interface StepFailureContext {
  readonly step: Step;
  readonly message: ComposedMessage;
  /** Statements of the script that the message holds; all of them by default. */
  readonly statements?: readonly Statement[];
  /** Where the message's script begins in the file, when it is a part of it. */
  readonly startsAt?: Location;
  /** Where the statement is that failed, when the server names no position and the text is not in memory. */
  readonly fallback?: Location;
  /** Whether we asked the server to cancel. */
  readonly cancelled: boolean;
}

/**
 * The error of a step, from the server's: what failed, at which line and column of the script, with the line itself.
 * Without a position from the server (a constraint, a division by zero) it is the statement that had begun.
 */
export function describeStepFailure(error: ServerError, completed: number, context: StepFailureContext): EngineError {
  const { step } = context;
  const refusal = refusalOf(error, step);
  if (refusal) {
    return refusal;
  }
  const location = locateFailure(error, completed, context);
  const code = codeOf(error, context.cancelled);
  const path = location ? `${location.path}:${location.line}:${location.column}` : step.path;
  return new EngineError(code, `${path}: ${describe(error, context, location)}`, {
    hint: hintOf(code, error, step),
    location,
    excerpt: location && excerptOf(step.script, location),
    fields: {
      sqlState: error.code,
      id: step.id,
      detail: error.detail,
      serverHint: error.hint,
      where: firstLine(error.where),
    },
  });
}

/** The error of our own refusal inside a transaction; undefined for any other of the server's. */
export function describeRefusal(error: ServerError, where: string): EngineError | undefined {
  if (error.code !== refusedState || !isErrorCode(error.detail)) return undefined;
  return new EngineError(error.detail, `${where}: ${error.message}.`, { hint: errorCatalogue[error.detail].whatToDo });
}

function refusalOf(error: ServerError, step: Step): EngineError | undefined {
  const refusal = describeRefusal(error, step.path);
  if (refusal) return refusal;
  if (error.code === '23505' && error.schema === 'pgrestify') {
    return new EngineError(
      'HISTORY_CONFLICT',
      `${step.path}: history already holds ${step.id}: another runner recorded it.`,
      {
        hint: 'Run again.',
      },
    );
  }
  return undefined;
}

function isErrorCode(text: string | undefined): text is ErrorCode {
  return text !== undefined && Object.hasOwn(errorCatalogue, text);
}

function codeOf(error: ServerError, cancelled: boolean): ErrorCode {
  switch (error.code) {
    case '57014':
      return cancelled ? 'CANCELLED' : 'STEP_FAILED';
    case '55P03':
      return 'LOCK_TIMEOUT';
    case '25006':
      return 'DATABASE_READ_ONLY';
    case '0A000':
      // "extension … is not available"
      return /extension ".*" is not available/.test(error.message) ? 'EXTENSION_MISSING' : 'STEP_FAILED';
    case '58P01':
      // The same from PostgreSQL 14, which only names the file that it looked for.
      return /\/extension\/.*\.control"/.test(error.message) ? 'EXTENSION_MISSING' : 'STEP_FAILED';
    default:
      return 'STEP_FAILED';
  }
}

function describe(error: ServerError, context: StepFailureContext, location: SourceLocation | undefined): string {
  const parts = [error.message];
  if (error.detail) {
    parts.push(error.detail);
  }
  if (!location && touchesHistory(error)) {
    parts.push('The script dropped or locked the history of its own run');
  } else if (!location && context.step.script && error.code?.startsWith('23')) {
    parts.push('A deferred constraint is violated at the end of the script');
  }
  if (error.code === '57014' && !context.cancelled) {
    parts.push('statement_timeout or an administrator ended it');
  }
  return `${parts.map((part) => part.replace(/\.$/, '')).join('. ')}${error.code ? ` (SQLSTATE ${error.code})` : ''}.`;
}

function touchesHistory(error: ServerError): boolean {
  return (
    (error.code === '42P01' || error.code === '3F000' || error.code === '42883') && error.message.includes('pgrestify')
  );
}

function hintOf(code: ErrorCode, error: ServerError, step: Step): string {
  if (isBefore(step) && unknownNames.has(error.code ?? '')) {
    return 'If a migration creates it, move the script to sql/repeatable, or begin it with `-- pgrestify: run after-migrations`.';
  }
  if (error.hint && code === 'STEP_FAILED') {
    return error.hint;
  }
  switch (error.code) {
    case '53200':
      return 'Split the script, or raise max_locks_per_transaction: it locks more objects than the server has room for.';
    case '42501':
      return 'Grant the role that right, or run as one that has it.';
    case '55P04':
      return 'Put the use of the new enum value into a migration of its own.';
    case '2BP01':
      return 'Drop what depends on it first, in the down.sql: a repeatable script may have created it.';
    default:
      return errorCatalogue[code].whatToDo;
  }
}

/** An unknown table, column, function, or type or other object. */
const unknownNames: ReadonlySet<string> = new Set(['42P01', '42703', '42883', '42704']);

function isBefore(step: Step): boolean {
  return step.file?.kind === 'repeatable' && step.file.phase === 'before';
}

function locateFailure(error: ServerError, completed: number, context: StepFailureContext): SourceLocation | undefined {
  const { step, message } = context;
  const place = locateByPosition(error, context) ?? locateByCount(completed, context);
  return place && message.script !== '' ? { path: step.path, ...place } : undefined;
}

function locateByPosition(error: ServerError, { message, startsAt }: StepFailureContext): Location | undefined {
  const position = Number(error.position ?? 0) - [...message.before].length;
  if (!error.position || position < 1 || position > [...message.script].length) {
    return undefined;
  }
  const place = locateServerPosition(message.script, position);
  if (!startsAt) {
    return place;
  }
  const onFirstLine = place.line === 1;
  return {
    line: place.line + startsAt.line - 1,
    column: onFirstLine ? place.column + startsAt.column - 1 : place.column,
  };
}

function locateByCount(
  completed: number,
  { step, message, statements, fallback }: StepFailureContext,
): Location | undefined {
  const text = step.script?.script.text;
  const statement = (statements ?? step.script?.statements ?? [])[completed - message.statementsBefore];
  return text && statement ? locateOffset(text, statement.start) : fallback;
}

function excerptOf(script: ParsedScript | undefined, location: Location): string | undefined {
  const text = script?.script.text;
  return text && describeExcerpt(text, location);
}

function firstLine(text: string | undefined): string | undefined {
  return text?.split('\n', 1)[0];
}
