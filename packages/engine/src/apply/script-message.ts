import { pinSearchPathSql } from '../history/history-sql';
import type { StepTimeouts } from '../history/store';
import type { ParsedScript } from '../migrations/migration';

/** What the messages of a run have in common: the server, its locks and how the connection is held. */
export interface MessageContext {
  /** `server_version_num`, as 180004. */
  readonly serverVersion: number;
  /** Whether the connection goes through a transaction pooler, where no session setting may be left behind. */
  readonly pooled: boolean;
  /** Boolean expression: our run lock is still held. Expects search_path pg_catalog. */
  readonly lockHeldSql: string;
  /** Key of the worker's advisory lock, an SQL expression. */
  readonly workerLockSql: string;
  /** Settings of the session to be made again after RESET ALL, as name → value. */
  readonly sessionSettings: Readonly<Record<string, string>>;
}

/** A message in three parts, so that positions and counts of the server can be mapped back to the script. */
export interface ComposedMessage {
  readonly before: string;
  readonly script: string;
  readonly after: string;
  /** Statements of `before`: what the server completes ahead of the script's first. */
  readonly statementsBefore: number;
}

/** How scripts differ in what is set while they run. */
export interface ScriptOptions {
  readonly timeouts: StepTimeouts;
  /** `off` while repeatable scripts run ahead of the migrations: functions may name tables that come later. */
  readonly checkFunctionBodies: 'on' | 'off';
}

/**
 * One message that runs a script and records it in one transaction. The order is fixed by PostgreSQL, and each wrong
 * one fails in silence: a trailing `-- comment` swallows what follows, hence the newline and semicolon; RESET ALL undoes
 * settings, hence they are made again after it; DISCARD ALL cannot run in a transaction, hence its parts.
 * Pure. `historySql` expects search_path pg_catalog.
 */
export function composeTransaction(
  context: MessageContext,
  script: ParsedScript,
  options: ScriptOptions,
  historySql: string,
): ComposedMessage {
  const before = openTransaction(context, options);
  return { ...before, script: script.message, after: closeTransaction(context, options, historySql) };
}

/** BEGIN, the worker's lock, the check that the run lock is ours, and the settings of the script. */
export function openTransaction(
  context: MessageContext,
  options: ScriptOptions,
): Pick<ComposedMessage, 'before' | 'statementsBefore'> {
  const statements = [
    'BEGIN ISOLATION LEVEL READ COMMITTED',
    pinSearchPathSql.slice(0, -1),
    `SELECT pg_advisory_xact_lock(${context.workerLockSql})`,
    `SELECT ${lockCheck(context)}`,
    `SELECT ${settingsOf(context, options)}`,
    // Back to the role's and database's own search_path, in which the script's names are meant.
    'SET LOCAL search_path TO DEFAULT',
  ];
  return { before: `${statements.join(';\n')};\n`, statementsBefore: statements.length };
}

/** The end of a transaction: deferred constraints, whatever the script left behind, the lock check, history, COMMIT. */
export function closeTransaction(context: MessageContext, options: ScriptOptions, historySql: string): string {
  return `
;
SET CONSTRAINTS ALL IMMEDIATE;
RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; CLOSE ALL; UNLISTEN *; DEALLOCATE ALL; DISCARD TEMP;
${pinSearchPathSql}
SELECT ${settingsAfterReset(context, options)};
SELECT CASE WHEN ${context.lockHeldSql} THEN true ELSE ${refuseLost} END;
${historySql}
COMMIT`;
}

const lostReason = 'the run lock was lost while this step ran; it was not committed';
const refuseLost = `pgrestify.refuse('RUN_LOCK_LOST', '${lostReason}')`;

function lockCheck(context: MessageContext): string {
  return `CASE WHEN ${context.lockHeldSql} THEN true ELSE ${refuseLost} END`;
}

function settingsOf(context: MessageContext, options: ScriptOptions): string {
  const settings: Record<string, string> = {
    lock_timeout: String(options.timeouts.lockTimeoutMs),
    statement_timeout: String(options.timeouts.statementTimeoutMs),
    idle_in_transaction_session_timeout: '0',
    check_function_bodies: options.checkFunctionBodies,
    ...(context.serverVersion >= 170000 ? { transaction_timeout: '0' } : {}),
  };
  return Object.entries(settings)
    .map(([name, value]) => `set_config('${name}', '${value}', true)`)
    .join(', ');
}

function settingsAfterReset(context: MessageContext, options: ScriptOptions): string {
  const ofTransaction: Record<string, string> = {
    synchronous_commit: 'off',
    lock_timeout: String(options.timeouts.lockTimeoutMs),
    statement_timeout: '0',
  };
  return [
    ...Object.entries(ofTransaction).map(([name, value]) => `set_config('${name}', '${value}', true)`),
    ...Object.entries(context.sessionSettings).map(
      ([name, value]) => `set_config('${name}', '${value}', ${context.pooled})`,
    ),
  ].join(', ');
}
