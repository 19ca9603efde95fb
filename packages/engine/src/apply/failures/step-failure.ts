import { EngineError, type ErrorCode, errorCatalogue, type SourceLocation } from '../../errors';
import type { ParsedScript } from '../../migrations/migration';
import type { Step } from '../../plan/plan';
import type { ServerError } from '../../postgres/session/server-error';
import { parseCopyContext } from '../../sql/text/copy-row';
import { describeExcerpt } from '../../sql/text/describe-excerpt';
import { endOfHook } from '../script/hook-message';
import { refusedState } from '../script/script-message';
import { adviseByMode, adviseOutside } from './advise-by-mode';
import { findHook } from './find-hook';
import { type FailurePlace, locateFailure, type SentScript } from './locate-failure';

/** The message that failed, and whose it was. */
export interface StepFailureContext extends Omit<SentScript, 'script'> {
  readonly step: Step;
  /** Whether we asked the server to cancel. */
  readonly cancelled: boolean;
}

/** The error of a step, from the server's: what failed, at which line and column of the script, with the line itself. */
export function describeStepFailure(error: ServerError, completed: number, context: StepFailureContext): EngineError {
  const { step } = context;
  const refusal = refusalOf(error, step);
  if (refusal) {
    return refusal;
  }
  const failed = failedScript(error, completed, context);
  const { path, script } = failed;
  const place = locateFailure(error, completed, failed);
  const location = 'location' in place && place.location ? { path, ...place.location } : undefined;
  const code = codeOf(error, context.cancelled, failed);
  const who = failed.hook === undefined ? '' : `${failed.hook}: `;
  return new EngineError(code, `${describePlace(path, place)}: ${who}${describe(error, context, place)}`, {
    hint: failed.hook === undefined ? hintOf(code, error, step) : hintOfHook(code, error, step),
    location,
    excerpt: location && excerptOf(script, location),
    fields: {
      sqlState: error.code,
      id: step.id,
      schema: error.schema,
      detail: error.detail,
      serverHint: error.hint,
      where: firstLine(error.where),
    },
    cause: error,
  });
}

/** The script of a message that failed, whose file the places are in: the step's, or that of a hook around it. */
interface FailedScript extends SentScript {
  readonly path: string;
  /** Which hook, and of what. */
  readonly hook: string | undefined;
}

function failedScript(error: ServerError, completed: number, context: StepFailureContext): FailedScript {
  const { step, message } = context;
  const { script } = step;
  const sent = message.hooks && findHook(error, completed, message.hooks);
  if (!sent) return { ...context, script, path: step.path, hook: step.action === 'hook' ? step.id : undefined };
  const { before, statementsBefore, statementsBeforeDeferred } = sent;
  const deferred = statementsBeforeDeferred === undefined ? {} : { statementsBeforeDeferred };
  return {
    script: sent.script,
    path: sent.script.script.path,
    hook: `${sent.name} of ${step.id}`,
    message: { before, script: sent.script.message, after: endOfHook, statementsBefore, ...deferred },
  };
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

function codeOf(error: ServerError, cancelled: boolean, { hook }: Pick<FailedScript, 'hook'>): ErrorCode {
  const failed = hook === undefined ? 'STEP_FAILED' : 'HOOK_FAILED';
  switch (error.code) {
    case '57014':
      return cancelled ? 'CANCELLED' : failed;
    case '55P03':
      return 'LOCK_TIMEOUT';
    case '25006':
      return 'DATABASE_READ_ONLY';
    case '0A000':
      // "extension … is not available"
      return /extension ".*" is not available/.test(error.message) ? 'EXTENSION_MISSING' : failed;
    case '58P01':
      // The same from PostgreSQL 14, which only names the file that it looked for.
      return /\/extension\/.*\.control"/.test(error.message) ? 'EXTENSION_MISSING' : failed;
    default:
      return failed;
  }
}

function describePlace(path: string, place: FailurePlace): string {
  const location = 'location' in place ? place.location : undefined;
  const at = location ? `${path}:${location.line}:${location.column}` : path;
  return place.kind === 'deferred' ? `${at}, at its end, as a deferred constraint` : at;
}

function describe(error: ServerError, context: StepFailureContext, place: FailurePlace): string {
  // The server names the semicolon that we wrote.
  const parts = [place.kind === 'end-of-input' ? 'syntax error at end of input' : error.message];
  if (error.detail) {
    parts.push(error.detail);
  }
  const row = parseCopyContext(error.where);
  if (row) {
    parts.push(`Line ${row.line} of the COPY data${row.column === undefined ? '' : `, column ${row.column}`}`);
  }
  if (place.kind === 'none' && touchesHistory(error)) {
    parts.push('The script dropped or locked the history of its own run');
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
  switch (error.code) {
    case '53200':
      return 'Split the script, or raise max_locks_per_transaction: it locks more objects than the server has room for.';
    case '55006':
      return isPendingTriggers(error)
        ? 'Write `SET CONSTRAINTS ALL IMMEDIATE;` before this statement: a deferred constraint of its table is still to be checked.'
        : adviseByMode(code, step);
    case '25001':
    case '2D000':
      return adviseOutside(step);
    case '42501':
      return 'Grant the role that right, or run as one that has it.';
    case '42710':
      return isRole(error) ? adviseRole : adviseByMode(code, step);
    case '55P04':
      return 'Put the use of the new enum value into a migration of its own.';
    case '2BP01':
      return 'Drop what depends on it first, in the script: a repeatable script or another project may have made it.';
    default:
      return error.hint && code === 'STEP_FAILED' ? error.hint : adviseByMode(code, step);
  }
}

function hintOfHook(code: ErrorCode, error: ServerError, step: Step): string {
  switch (error.code) {
    case '2D000':
      return 'Leave COMMIT and ROLLBACK out of what the hook calls: it is in a transaction of ours.';
    case '42501':
      return 'Grant the role that right, or run as one that has it.';
    case '42710':
      return isRole(error) ? adviseRole : adviseByMode(code, step);
    default:
      return error.hint && code === 'HOOK_FAILED' ? error.hint : adviseByMode(code, step);
  }
}

/** `role "app" already exists`, in whatever language: by the function that raised it. */
function isRole({ message, routine }: ServerError): boolean {
  return routine === 'CreateRole' || /^role ".*" already exists$/.test(message);
}

const adviseRole =
  'Roles belong to the server, not to its databases: another project has made it, or this one before a reset. ' +
  'Make it only where it is missing: `DO $$ BEGIN CREATE ROLE …; EXCEPTION WHEN duplicate_object THEN NULL; END $$`.';

/** PostgreSQL's CheckTableNotInUse has two reasons; a server of another language tells the function alone. */
function isPendingTriggers({ message, routine }: ServerError): boolean {
  return (
    /pending trigger events/.test(message) || (routine === 'CheckTableNotInUse' && !/active queries/.test(message))
  );
}

/** An unknown table, column, function, or type or other object. */
const unknownNames: ReadonlySet<string> = new Set(['42P01', '42703', '42883', '42704']);

function isBefore(step: Step): boolean {
  return step.file?.kind === 'repeatable' && step.file.phase === 'before';
}

function excerptOf(script: ParsedScript | undefined, location: SourceLocation): string | undefined {
  const text = script?.script.text;
  return text && describeExcerpt(text, location);
}

function firstLine(text: string | undefined): string | undefined {
  return text?.split('\n', 1)[0];
}
