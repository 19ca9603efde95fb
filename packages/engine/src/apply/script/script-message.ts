import type { Measure } from '../../history/measure';
import { beginStepSql, type Settings, type StepEnding } from '../../history/sql/step-calls-sql';
import { lostLockReason, markName } from '../../history/step-functions';
import type { StepTimeouts } from '../../history/store';
import type { ParsedScript } from '../../migrations/migration';
import { quoteLiteral } from '../../sql/names/quote';
import type { IsolationLevel } from '../../sql/settings/isolation-level';
import {
  afterEachSql,
  type HookedPart,
  type HooksToSend,
  recordHooksSql,
  type SentHook,
  sentAfterEach,
  withBeforeEach,
} from './hook-message';

/** What the messages of a run have in common: the server, its locks and how the connection is held. */
export interface MessageContext {
  /** `server_version_num`, as 180004. */
  readonly serverVersion: number;
  /** Whether the connection goes through a transaction pooler, where no session setting may be left behind. */
  readonly pooled: boolean;
  /** Boolean expression, of qualified names: our run lock is still held. */
  readonly lockHeldSql: string;
  /** Key of the worker's advisory lock, an SQL expression. */
  readonly workerLockSql: string;
  /** Key of the lock that this run alone knows, an SQL expression; see `holdsRunLockSql`. */
  readonly tokenSql: string;
  /** Whether the history has its functions for steps; known once it is made ready. */
  readonly hasStepFunctions: boolean;
  /** Settings of the session to be made again after RESET ALL, as name → value. */
  readonly sessionSettings: Readonly<Record<string, string>>;
  /** What is measured around each script; absent: nothing. */
  readonly measure?: Measure;
}

/** A message in three parts, so that positions and counts of the server can be mapped back to the script. */
export interface ComposedMessage {
  readonly before: string;
  readonly script: string;
  readonly after: string;
  /** Statements of `before`: what the server completes ahead of the script's first. */
  readonly statementsBefore: number;
  /** What it completes ahead of the statement of `after` that checks deferred constraints; undefined without one. */
  readonly statementsBeforeDeferred?: number;
  /** The hooks in `before` and `after`; absent without any. */
  readonly hooks?: readonly SentHook[];
}

/** How scripts differ in what is set while they run. */
export interface ScriptOptions {
  readonly timeouts: StepTimeouts;
  /** `off` while repeatable scripts run ahead of the migrations: functions may name tables that come later. */
  readonly checkFunctionBodies: 'on' | 'off';
  /** See `forgetLeftoversSql`. */
  readonly forgetLeftoversSql: string;
  /** What the session is told of the step once it is recorded; absent: nothing, so that nothing can be sent behind it. */
  readonly mark?: string;
  /** The mark of the step before, of a step that is sent before that one is answered: without it nothing is done. */
  readonly after?: string;
  /** What runs around it in its transaction; absent: nothing. */
  readonly hooks?: HooksToSend;
}

/**
 * One message that runs a script and records it in one transaction. The order is fixed by PostgreSQL, and each wrong
 * one fails in silence: a trailing `-- comment` swallows what follows, hence the newline and semicolon; RESET ALL undoes
 * settings, hence they are made again after it; DISCARD ALL cannot run in a transaction, hence its parts.
 */
export function composeTransaction(
  context: MessageContext,
  script: ParsedScript,
  options: ScriptOptions,
  history: StepHistory,
): ComposedMessage {
  const opening = openTransaction(context, options, script.isolation);
  const statementsBeforeDeferred = opening.statementsBefore + script.statements.length;
  const message: ComposedMessage = {
    ...opening,
    script: script.message,
    after: closeTransaction(context, options, history),
    statementsBeforeDeferred,
  };
  return options.hooks ? withSentHooks(message, statementsBeforeDeferred, options.hooks) : message;
}

/** A message with all its hooks, of which `afterEach` comes behind its script and so many statements. */
export function withSentHooks(message: ComposedMessage, statementsBefore: number, hooks: HooksToSend): ComposedMessage {
  const before = message.before + message.script;
  return { ...message, hooks: [...(message.hooks ?? []), ...sentAfterEach(hooks, { before, statementsBefore })] };
}

/** BEGIN, the worker's lock, the check that the run lock is ours, and the settings of the script and of the session. */
export function openTransaction(
  context: MessageContext,
  options: ScriptOptions,
  isolation: IsolationLevel,
): HookedPart {
  // Names are qualified throughout: the script's search_path, the role's and database's own, is in force already.
  const settings = settingsOf(context, options);
  const statements = [
    `BEGIN ISOLATION LEVEL ${isolation}`,
    ...(context.hasStepFunctions
      ? [beginStepSql({ ...context, after: options.after, settings })]
      : [
          lockWorkerSql(context),
          selectSql(lockCheck(context), ...predecessorCheck(options), ...setConfig(settings, 'transaction')),
        ]),
    ...beginMeasure(context),
  ];
  const opening = { before: `${statements.join(';\n')};\n`, statementsBefore: statements.length };
  return withBeforeEach(opening, options.hooks);
}

function beginMeasure({ measure }: MessageContext): readonly string[] {
  return measure ? [measure.beginSql] : [];
}

/** Behind the script and its deferred constraints, and before RESET ALL takes away what the beginning noted. */
function endMeasureSql({ measure }: MessageContext): string {
  if (!measure) return '';
  return `SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL ROLE NONE; SET LOCAL search_path = pg_catalog, pg_temp;
${measure.endSql};
`;
}

function predecessorCheck({ after }: ScriptOptions): readonly string[] {
  if (after === undefined) return [];
  const reason = quoteLiteral(`the step before was not recorded (${after})`);
  const isRecorded = `pg_catalog.current_setting('${markName}', true) OPERATOR(pg_catalog.=) ${quoteLiteral(after)}`;
  return [`CASE WHEN ${isRecorded} THEN true ELSE pgrestify.refuse('HISTORY_CONFLICT', ${reason}) END`];
}

/**
 * The worker's lock, only while the run lock is ours: the message of a killed runner that arrives late must not wait for
 * the worker of the next one, whose CREATE INDEX CONCURRENTLY would wait for it in turn.
 */
export function lockWorkerSql({ lockHeldSql, workerLockSql }: MessageContext): string {
  return `SELECT CASE WHEN ${lockHeldSql} THEN pg_catalog.pg_advisory_xact_lock(${workerLockSql}) END`;
}

/** The check of the run lock for a transaction that does not find the history's function `refuse`. */
export function refuseLostLockSql({ lockHeldSql }: MessageContext): string {
  return `DO $pgrestify$ BEGIN
  IF NOT (${lockHeldSql}) THEN
    RAISE EXCEPTION USING ERRCODE = '${refusedState}', MESSAGE = '${lostLockReason}', DETAIL = 'RUN_LOCK_LOST';
  END IF;
END $pgrestify$`;
}

/**
 * What a step writes to history: statements, which expect search_path pg_catalog; or a call of one of its functions,
 * which sets the step's ending itself.
 */
export type StepHistory = string | ((ending: StepEnding) => string);

/**
 * The end of a transaction: `afterEach`, deferred constraints, whatever the script left behind, the lock check, history,
 * COMMIT.
 * Nothing may follow: a message whose statement after COMMIT is cancelled would look like one that was taken back.
 */
export function closeTransaction(context: MessageContext, options: ScriptOptions, history: StepHistory): string {
  return `
;
${afterEachSql(options.hooks)}SET CONSTRAINTS ALL IMMEDIATE;
${endMeasureSql(context)}RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; CLOSE ALL; UNLISTEN *; DISCARD TEMP;
${options.forgetLeftoversSql};
${recordHooksSql(options.hooks)}${typeof history === 'string' ? `${endStepSql(context, options)};\n${history}` : `${history(endingOf(context, options))};`}
COMMIT`;
}

function endStepSql(context: MessageContext, options: ScriptOptions): string {
  const { ours, kept } = endingOf(context, options);
  return selectSql(...setConfig(ours, 'transaction'), ...setConfig(kept, 'session'), lockCheck(context));
}

function endingOf(context: MessageContext, options: ScriptOptions): StepEnding {
  const { tokenSql, pooled, sessionSettings } = context;
  return {
    tokenSql,
    ours: { ...settingsAfterReset(options), ...(pooled && sessionSettings) },
    kept: { ...(!pooled && sessionSettings), ...(options.mark !== undefined && { [markName]: options.mark }) },
  };
}

/**
 * Begins the session of a script that runs in parts: what holds in one transaction otherwise holds until the script's
 * end. `again` is what earlier parts set in a session that is gone.
 */
export function beginSessionSql(context: MessageContext, options: ScriptOptions, again: string): string {
  return `${selectSql(...setConfig(settingsOf(context, options), 'session'))};\n${again}`;
}

/** The start of a part's transaction, in whatever role and with whatever search_path the script has set. */
export function openPart(
  context: MessageContext,
  isolation: IsolationLevel,
): Pick<ComposedMessage, 'before' | 'statementsBefore'> {
  const begin = [`BEGIN ISOLATION LEVEL ${isolation}`, lockWorkerSql(context), refuseLostLockSql(context)];
  const statements = [...begin, ...beginMeasure(context)];
  return { before: `${statements.join(';\n')};\n`, statementsBefore: statements.length };
}

/** The end of a part's transaction. What the script has set for its session is back at COMMIT, since ours is LOCAL. */
export function closePart(context: MessageContext, options: ScriptOptions, historySql: string): string {
  return `
;
SET CONSTRAINTS ALL IMMEDIATE;
SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL ROLE NONE;
${selectSql(
  ...setConfig(settingsAfterReset(options), 'transaction'),
  ...setConfig(context.sessionSettings, 'session'),
  lockCheck(context),
)};
${endMeasureSql(context)}${historySql}
COMMIT`;
}

/** Takes away what a script has left in its session, whose transaction failed or is committed. */
export function endSessionSql(context: MessageContext): string {
  return `ROLLBACK;
RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; CLOSE ALL; UNLISTEN *; DISCARD TEMP; DEALLOCATE ALL;
SELECT pg_catalog.pg_advisory_unlock_all();
${selectSql(...setConfig(context.sessionSettings, 'session'))}`;
}

/** SQLSTATE of our own refusals inside a transaction; DETAIL is their code of the catalogue. */
export const refusedState = 'PGR01';

function lockCheck(context: MessageContext): string {
  return `CASE WHEN ${context.lockHeldSql} THEN true ELSE pgrestify.refuse('RUN_LOCK_LOST', '${lostLockReason}') END`;
}

/** Settings while the script runs. */
function settingsOf(context: MessageContext, options: ScriptOptions): Settings {
  return {
    // Behind a pooler the session is another in each transaction; one of our own has them from its start.
    ...(context.pooled && context.sessionSettings),
    lock_timeout: String(options.timeouts.lockTimeoutMs),
    statement_timeout: String(options.timeouts.statementTimeoutMs),
    idle_in_transaction_session_timeout: '0',
    check_function_bodies: options.checkFunctionBodies,
    ...options.hooks?.told,
    ...(context.serverVersion >= 170000 ? { transaction_timeout: '0' } : {}),
  };
}

/** Settings while history is written: the schema's search_path is pinned as in every message of ours. */
function settingsAfterReset(options: ScriptOptions): Settings {
  return {
    search_path: 'pg_catalog, pg_temp',
    synchronous_commit: 'off',
    lock_timeout: String(options.timeouts.lockTimeoutMs),
    statement_timeout: '0',
  };
}

function setConfig(settings: Settings, scope: 'transaction' | 'session'): readonly string[] {
  const isLocal = scope === 'transaction';
  return Object.entries(settings).map(
    ([name, value]) => `pg_catalog.set_config('${name}', ${quoteLiteral(value)}, ${isLocal})`,
  );
}

/** One value of many, in their order: a column for each would cost both ends more than what it does. */
function selectSql(...expressions: readonly string[]): string {
  return `SELECT pg_catalog.concat(${expressions.join(', ')})`;
}
