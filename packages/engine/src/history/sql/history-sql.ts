import type { Step } from '../../plan/plan';
import { quoteLiteral } from '../../sql/names/quote';
import type { HistoryRow } from '../history';
import { maxStoredTextBytes } from '../layout';
import { hasStepFunctionsSql } from '../step-functions';
import type { EventsRequest, RunIdentity, StoredScript } from '../store';

/**
 * Statements over the history, as text: they are parts of longer messages, and simple-query messages have no
 * parameters. Each expects `search_path` to be pg_catalog, and each names the state that it expects and fails (through
 * pgrestify.refuse) when it finds another.
 */

/** Whose rows: several projects may share a database. */
export interface HistoryScope {
  readonly project: string;
  readonly target: string;
}

/** Pins names to pg_catalog for the rest of the transaction, so that no object of the user's is called by mistake. */
export const pinSearchPathSql = 'SET LOCAL search_path TO pg_catalog, pg_temp;';

/**
 * What our connection needs of its session: what the parsing of messages depends on, that it may be idle while it waits
 * for the run lock, and that the server notices when we are gone. RESET ALL undoes it.
 */
export function sessionSettings(system: 'linux' | 'other'): Readonly<Record<string, string>> {
  return {
    standard_conforming_strings: 'on',
    client_encoding: 'UTF8',
    idle_session_timeout: '0',
    // A dead peer is noticed within 25 s, also on an idle connection.
    tcp_keepalives_idle: '10',
    tcp_keepalives_interval: '5',
    tcp_keepalives_count: '3',
    // A killed runner is noticed within 2 s, also in a long statement. Only Linux can.
    ...(system === 'linux' && { client_connection_check_interval: '2s' }),
  };
}

/**
 * What the server is and whether it has a history; also makes the settings of the session. `system-identifier` asks for
 * that, too, which an owner can forbid: the whole message is then refused.
 */
export function probeSql(startPid: number, about: 'system-identifier' | 'the-rest'): string {
  // Behind a transaction pooler a setting must not outlive the message: another client gets the server connection.
  const isPooled = `pg_backend_pid() <> ${startPid}`;
  const settings = Object.entries(sessionSettings('other')).map(
    ([name, value]) => `set_config('${name}', '${value}', ${isPooled})`,
  );
  const { client_connection_check_interval: checkInterval } = sessionSettings('linux');
  return `${pinSearchPathSql}
SELECT ${settings.join(', ')},
  set_config('client_connection_check_interval', CASE WHEN version() LIKE '%linux%' THEN '${checkInterval}' ELSE '0' END, ${isPooled});
SELECT current_setting('server_version_num') AS server_version,
  pg_backend_pid() AS backend_pid,
  pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on' AS read_only,
  h.layout_comment, h.oid IS NOT NULL AS schema_exists, ${hasStepFunctionsSql('h.oid')} AS has_step_functions,
  EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = h.oid) AS schema_used,
  quote_ident(current_database()) AS database_sql, quote_ident(current_user) AS role_sql,
  version() LIKE '%linux%' AS on_linux,
  current_database() AS database_name, (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()) AS database_oid,
  (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint AS server_started_at,
  ${about === 'system-identifier' ? '(SELECT c.system_identifier FROM pg_control_system() c)' : 'NULL'} AS system_identifier,
  CASE WHEN ${isPooled} THEN (SELECT s.reset_val FROM pg_settings s WHERE s.name = 'standard_conforming_strings') END AS pooled_strings,
  EXISTS (
    SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'pgrestify')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  ) AS has_user_tables
FROM (VALUES (1)) one
-- All by the statement's own snapshot: to_regnamespace would already see what another runner creates at this moment.
LEFT JOIN (
  SELECT n.oid, c.description AS layout_comment FROM pg_namespace n LEFT JOIN pg_description c
    ON c.classoid = 'pg_namespace'::regclass AND c.objoid = n.oid AND c.objsubid = 0
  WHERE n.nspname = 'pgrestify'
) h ON true`;
}

/** What is read of a row, in this order: `parseHistory` takes it apart. */
const historyColumns = [
  'kind',
  'id',
  'version',
  'checksum',
  'down_checksum',
  'outcome',
  'failed_direction',
  'units_done',
  'units_total',
  'unit_started',
  'extract(epoch FROM applied_at) * 1000',
  'applied_order',
  'duration_ms',
  'applied_by',
  'engine_version',
  'git_commit',
  'run_id',
  'down_text IS NOT NULL',
  'irreversible',
  // By the run alone: the history of a project that was renamed keeps its events under the name of then.
  "(run_id, id) IN (SELECT b.run_id, b.id FROM pgrestify.migration_events b WHERE b.action = 'baseline')",
  'coalesce(k.skipped_at > m.applied_at, false)',
  'coalesce(k.dropped_at > m.applied_at, false)',
];

/**
 * The state of all history in the database, rows of a project as one JSON text (which costs a fifth of what as many rows
 * cost to take in), the stamps of all, and the ids whose newest event is a failed up: four row sets. Where the state is
 * the `known` one, the last three are empty.
 */
export function selectHistorySql(scope: HistoryScope, known?: string): string {
  // Kept for the message, so that it is found out once.
  const differs = known === undefined ? '' : ` AND current_setting('pgrestify.state') <> ${quoteLiteral(known)}`;
  return `${pinSearchPathSql}
SELECT set_config('pgrestify.state', ${historyStateSql}, true) AS state;
SELECT json_agg(json_build_array(${historyColumns.join(', ')})) AS rows
FROM pgrestify.migrations m LEFT JOIN (
  SELECT id AS marked_id, max(at) FILTER (WHERE action = 'skip') AS skipped_at, max(at) FILTER (WHERE action = 'drop') AS dropped_at
  FROM pgrestify.migration_events WHERE ${ofScope(scope)} AND action IN ('skip', 'drop') AND outcome = 'succeeded' GROUP BY id
) k ON k.marked_id = m.id
WHERE ${ofScope(scope)}${differs};
SELECT project, environment, extract(epoch FROM stamped_at) * 1000 AS stamped_at, ${ofScope(scope)} AS own
FROM pgrestify.environment WHERE true${differs} ORDER BY project, target;
SELECT DISTINCT e.id FROM pgrestify.migration_events e
WHERE ${ofScope(scope, 'e.')}${differs} AND e.outcome = 'failed' AND e.action = 'up'
  AND NOT EXISTS (SELECT FROM pgrestify.migrations m WHERE ${ofScope(scope, 'm.')} AND m.id = e.id)
  AND NOT EXISTS (
    SELECT FROM pgrestify.migration_events later
    WHERE ${ofScope(scope, 'later.')} AND later.id = e.id AND later.event_id > e.event_id AND later.outcome <> 'failed'
  )`;
}

/**
 * A name for what the tables of history hold: a row that is written has another place or another transaction, and events
 * are only added. VACUUM FULL gives the same rows another name.
 */
const historyStateSql = `md5(concat_ws(' ',
  (SELECT string_agg(concat(ctid, xmin), ' ' ORDER BY ctid) FROM pgrestify.migrations),
  (SELECT string_agg(concat(ctid, xmin), ' ' ORDER BY ctid) FROM pgrestify.environment),
  (SELECT concat(count(*), ' ', max(event_id)) FROM pgrestify.migration_events)))`;

/** The events of a project, newest first. */
export function selectEventsSql(scope: HistoryScope, { limit, since: from, after }: EventsRequest): string {
  const since = from ? ` AND at >= ${quoteLiteral(from.toISOString())}::timestamptz` : '';
  const later = after ? ` AND ${isAfterSql(after)}` : '';
  return `${pinSearchPathSql}
SELECT event_id, extract(epoch FROM at) * 1000 AS at, run_id, action, id, outcome, duration_ms, executed_by, message, error_code
FROM pgrestify.migration_events WHERE ${ofScope(scope)}${since}${later} ORDER BY event_id DESC LIMIT ${limit}`;
}

/** A history that was begun anew counts its events from 1 again, so a number alone does not say which event it is. */
function isAfterSql({ eventId, runId }: NonNullable<EventsRequest['after']>): string {
  const known = `SELECT FROM pgrestify.migration_events k WHERE k.event_id = ${quoteLiteral(eventId)}::bigint`;
  return `(event_id > ${quoteLiteral(eventId)}::bigint OR NOT EXISTS (${known} AND k.run_id = ${quoteLiteral(runId)}::uuid))`;
}

/** Texts that history keeps, a row for each that is asked for. */
export function selectStoredTextsSql(scope: HistoryScope, scripts: readonly StoredScript[]): string {
  const asked = scripts.map(({ id, direction }, index) => `(${index}, ${quoteLiteral(id)}, '${direction}')`);
  return `${pinSearchPathSql}
SELECT CASE asked.direction WHEN 'up' THEN m.up_text ELSE m.down_text END AS text
FROM (VALUES ${asked.join(', ')}) asked (place, id, direction)
LEFT JOIN pgrestify.migrations m ON ${ofScope(scope, 'm.')} AND m.id = asked.id ORDER BY asked.place`;
}

/** Ids and versions of a project's applied migrations: what `isRequirementMet` looks in. */
export function selectAppliedSql(project: string): string {
  return `${pinSearchPathSql}
SELECT id, version FROM pgrestify.migrations
WHERE project = ${quoteLiteral(project)} AND kind = 'versioned' AND outcome = 'applied'`;
}

/** Stamps the database as this project's environment; keeps a stamp that is there. */
export function stampSql(run: RunIdentity): string {
  return `INSERT INTO pgrestify.environment (project, target, environment)
VALUES (${quoteLiteral(run.project)}, ${quoteLiteral(run.target)}, ${quoteLiteral(run.environment)}) ON CONFLICT DO NOTHING;`;
}

/** Texts of a migration as it is applied, kept so that it can be undone without its files. */
export interface StoredTexts {
  readonly up: string | undefined;
  readonly down: string | undefined;
  readonly downChecksum: string | undefined;
}

/** How far a script outside a transaction is. */
export interface UnitProgress {
  readonly done: number;
  readonly total: number;
  readonly started: number | undefined;
  /** What is still to be done once all units are; absent: nothing. */
  readonly left?: 'afterEach';
}

/** Whether a script is done with that. */
export function isComplete({ done, total, left }: UnitProgress): boolean {
  return done === total && left === undefined;
}

/** What a row must say when it is changed; otherwise another runner changed it first. */
export type ExpectedRow = Pick<HistoryRow, 'checksum' | 'outcome' | 'unitsDone' | 'unitStarted'>;

/**
 * Records a script as applied (or, with progress that is not complete, as failed so far). `milliseconds` is an SQL
 * expression. Without an expected row the INSERT itself fails when one is there.
 */
export function recordAppliedSql(
  run: RunIdentity,
  step: Step,
  texts: StoredTexts,
  milliseconds: string,
  progress: UnitProgress | undefined,
  expected: ExpectedRow | undefined,
): string {
  const script = step.script?.script;
  const kind = step.action === 'repeat' ? 'repeatable' : 'versioned';
  const outcome = progress && !isComplete(progress) ? 'failed' : 'applied';
  const values: Record<string, string> = {
    kind: quoteLiteral(kind),
    version: literalOrNull(step.version?.text),
    checksum: quoteLiteral(script?.checksum ?? ''),
    down_checksum: literalOrNull(texts.downChecksum),
    outcome: quoteLiteral(outcome),
    units_done: String(progress?.done ?? 0),
    units_total: String(progress?.total ?? 0),
    unit_started: progress?.started === undefined ? 'NULL' : String(progress.started),
    failed_direction: outcome === 'failed' ? "'up'" : 'NULL',
    duration_ms: milliseconds,
    engine_version: quoteLiteral(run.engineVersion),
    git_commit: literalOrNull(run.gitCommit),
    run_id: quoteLiteral(run.runId),
    up_text: storedText(texts.up),
    down_text: storedText(texts.down),
    text_note: literalOrNull(noteOnTexts(texts)),
    irreversible: literalOrNull(script?.directives.irreversible),
  };
  const columns = Object.keys(values);
  if (!expected) {
    return `INSERT INTO pgrestify.migrations (project, target, id, ${columns.join(', ')})
VALUES (${quoteLiteral(run.project)}, ${quoteLiteral(run.target)}, ${quoteLiteral(step.id)}, ${Object.values(values).join(', ')});`;
  }
  const assignments = columns.map((column) => `${column} = ${values[column]}`);
  return expectOneRow(
    `UPDATE pgrestify.migrations SET ${assignments.join(', ')}, applied_at = clock_timestamp(),
  applied_order = DEFAULT, applied_by = SESSION_USER
WHERE ${ofStep(run, step.id)} AND ${isExpected(expected)}`,
    step.id,
  );
}

/** Marks how far an up outside a transaction is; complete, it becomes `applied`. */
export function recordUpProgressSql(
  run: RunIdentity,
  id: string,
  progress: UnitProgress,
  milliseconds: string,
  expected: ExpectedRow,
): string {
  const outcome = isComplete(progress)
    ? "outcome = 'applied', failed_direction = NULL, applied_at = clock_timestamp()"
    : "outcome = 'failed', failed_direction = 'up'";
  return expectOneRow(
    `UPDATE pgrestify.migrations SET ${progressSql(run, progress)}, duration_ms = duration_ms + ${milliseconds}, ${outcome}
WHERE ${ofStep(run, id)} AND ${isExpected(expected)}`,
    id,
  );
}

/**
 * Marks how far a down outside a transaction is. Its text takes the place of the stored one: what is half done is the
 * down that runs, which may have been edited since the migration was applied. The duration stays that of the up.
 */
export function recordDownProgressSql(
  run: RunIdentity,
  step: Step,
  progress: UnitProgress,
  expected: ExpectedRow,
): string {
  const script = step.script?.script;
  return expectOneRow(
    `UPDATE pgrestify.migrations SET ${progressSql(run, progress)}, outcome = 'failed', failed_direction = 'down',
  down_checksum = ${literalOrNull(script?.checksum)}, down_text = ${storedText(script?.text?.toString('utf8'))}
WHERE ${ofStep(run, step.id)} AND ${isExpected(expected)}`,
    step.id,
  );
}

function progressSql(run: RunIdentity, { done, total, started }: UnitProgress): string {
  return `units_done = ${done}, units_total = ${total}, unit_started = ${started ?? 'NULL'}, run_id = ${quoteLiteral(run.runId)}`;
}

/** Takes a migration out of the current state, because it was undone. */
export function recordRolledBackSql(run: RunIdentity, id: string, expected: ExpectedRow | undefined): string {
  const condition = expected ? ` AND ${isExpected(expected)}` : '';
  return expectOneRow(`DELETE FROM pgrestify.migrations WHERE ${ofStep(run, id)}${condition}`, id);
}

/** Leaves a migration that was not undone as it is, but fails when it is no longer as expected. */
export function requireRowSql(run: RunIdentity, id: string, expected: ExpectedRow | undefined): string {
  const condition = expected ? isExpected(expected) : 'true';
  return `SELECT CASE WHEN EXISTS (SELECT FROM pgrestify.migrations WHERE ${ofStep(run, id)} AND ${condition})
  THEN true ELSE pgrestify.refuse('HISTORY_CONFLICT', ${quoteLiteral(conflictOf(id))}) END;`;
}

/** One line of the event log. */
export interface NewEvent {
  readonly action: string;
  readonly id: string | undefined;
  readonly outcome: 'started' | 'succeeded' | 'failed' | 'cancelled';
  /** An SQL expression. */
  readonly milliseconds: string;
  readonly message?: string;
  readonly errorCode?: string;
}

/** The event of a step that succeeded, which answers its milliseconds as `durationColumn`. */
export function recordSuccessSql(
  run: RunIdentity,
  event: Pick<NewEvent, 'action' | 'id' | 'milliseconds' | 'message'>,
): string {
  return `${insertEventSql(run, { ...event, outcome: 'succeeded' })} RETURNING duration_ms AS ${durationColumn};`;
}

/** The name is ours, so that no query of a script is taken for it. */
export const durationColumn = 'pgrestify_duration_ms';

/** Of what `Measure` answers. */
export const measuredColumn = 'pgrestify_measured';

export function recordEventSql(run: RunIdentity, event: NewEvent): string {
  return `${insertEventSql(run, event)};`;
}

function insertEventSql(run: RunIdentity, event: NewEvent): string {
  return `INSERT INTO pgrestify.migration_events (project, target, run_id, action, id, outcome, duration_ms, message, error_code)
VALUES (${quoteLiteral(run.project)}, ${quoteLiteral(run.target)}, ${quoteLiteral(run.runId)}, ${quoteLiteral(event.action)}, ${literalOrNull(event.id)},
  ${quoteLiteral(event.outcome)}, ${event.milliseconds}, ${literalOrNull(event.message)}, ${literalOrNull(event.errorCode)})`;
}

/** Milliseconds since the message's BEGIN; a server's clock may be set back meanwhile. */
export const sinceBeginSql =
  'greatest(0, round(extract(epoch FROM clock_timestamp() - transaction_timestamp()) * 1000)::bigint)';

/** What the row of a script says that it took: its event and its report tell the same. */
export function rowDurationSql(run: RunIdentity, id: string): string {
  return `(SELECT duration_ms FROM pgrestify.migrations WHERE ${ofStep(run, id)})`;
}

/** Condition: a row of this project. */
export function ofScope(scope: HistoryScope, alias = ''): string {
  return `${alias}project = ${quoteLiteral(scope.project)} AND ${alias}target = ${quoteLiteral(scope.target)}`;
}

/** Condition: the row of this script. */
export function ofStep(run: RunIdentity, id: string): string {
  return `${ofScope(run)} AND id = ${quoteLiteral(id)}`;
}

/** Condition: the row says what it is expected to. */
export function isExpected({ checksum, outcome, unitsDone, unitStarted }: ExpectedRow): string {
  return `checksum = ${quoteLiteral(checksum)} AND outcome = ${quoteLiteral(outcome)}
  AND units_done = ${unitsDone} AND unit_started IS NOT DISTINCT FROM ${unitStarted ?? 'NULL'}`;
}

/** Makes a change, an UPDATE or DELETE, and fails unless it found its row. */
export function expectOneRow(change: string, id: string): string {
  const reason = quoteLiteral(conflictOf(id));
  return `WITH changed AS (${change} RETURNING 1)
SELECT CASE WHEN EXISTS (SELECT FROM changed) THEN true ELSE pgrestify.refuse('HISTORY_CONFLICT', ${reason}) END;`;
}

/** What is said when history is not as a statement expects it. */
export function conflictOf(id: string): string {
  return `history of ${id} is not what this run expected: another runner changed it`;
}

/** A value, or NULL for undefined. */
export function literalOrNull(value: string | undefined): string {
  return value === undefined ? 'NULL' : quoteLiteral(value);
}

/** The text as history keeps it: NULL for one that is too long. */
export function storedText(text: string | undefined): string {
  return text === undefined || Buffer.byteLength(text) > maxStoredTextBytes ? 'NULL' : quoteLiteral(text);
}

/** What is to be said of texts that were too long. */
export function noteOnTexts(texts: StoredTexts): string | undefined {
  const tooLong = (['up', 'down'] as const).filter(
    (direction) => Buffer.byteLength(texts[direction] ?? '') > maxStoredTextBytes,
  );
  return tooLong.length > 0 ? `${tooLong.join(' and ')} longer than ${maxStoredTextBytes} bytes` : undefined;
}
