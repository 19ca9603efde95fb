import type { EnvironmentStamp, History, HistoryEvent, HistoryRow } from '../../history/history';
import type { OtherScript } from '../../history/other-scripts';
import type { TextRow } from '../session/message-query';

/** The history of the three row sets that `selectHistorySql` gives, and what the probe said of the database. */
export function parseHistory(
  rowSets: readonly (readonly TextRow[])[],
  { hasUserTables, identity }: Required<Pick<History, 'hasUserTables' | 'identity'>>,
): History {
  const [rows = [], stamps = [], failed = []] = rowSets;
  return {
    exists: true,
    rows: rows.map(parseRow),
    failedIds: failed.map((row) => text(row.id)),
    stamp: stamps.filter(({ own }) => own === 't').map(parseStamp)[0],
    otherStamps: stamps.filter(({ own }) => own !== 't').map(parseStamp),
    hasUserTables,
    identity,
  };
}

function parseRow(row: TextRow): HistoryRow {
  return {
    kind: row.kind === 'repeatable' ? 'repeatable' : 'versioned',
    id: text(row.id),
    version: row.version ?? undefined,
    checksum: text(row.checksum),
    downChecksum: row.down_checksum ?? undefined,
    outcome: row.outcome === 'failed' ? 'failed' : 'applied',
    failedDirection: row.failed_direction === 'down' ? 'down' : 'up',
    unitsDone: Number(row.units_done),
    unitsTotal: Number(row.units_total),
    unitStarted: row.unit_started === null ? undefined : Number(row.unit_started),
    appliedAt: new Date(Number(row.applied_at)),
    appliedOrder: Number(row.applied_order),
    durationMs: Number(row.duration_ms),
    appliedBy: text(row.applied_by),
    engineVersion: text(row.engine_version),
    gitCommit: row.git_commit ?? undefined,
    runId: text(row.run_id),
    hasStoredDown: row.has_stored_down === 't',
    irreversible: row.irreversible ?? undefined,
    baselined: row.baselined === 't',
    ...(row.not_undone === 't' && { notUndone: true }),
    ...(row.dropped === 't' && { dropped: true }),
  };
}

function parseStamp(row: TextRow): EnvironmentStamp {
  return {
    project: text(row.project),
    environment: text(row.environment),
    stampedAt: new Date(Number(row.stamped_at)),
  };
}

/** An event of a row that `selectEventsSql` gives. */
export function parseEvent(row: TextRow): HistoryEvent {
  return {
    eventId: text(row.event_id),
    at: new Date(Number(row.at)),
    runId: text(row.run_id),
    action: text(row.action) as HistoryEvent['action'],
    id: row.id ?? undefined,
    outcome: text(row.outcome) as HistoryEvent['outcome'],
    durationMs: row.duration_ms === null ? undefined : Number(row.duration_ms),
    by: text(row.executed_by),
    message: row.message ?? undefined,
    errorCode: row.error_code ?? undefined,
  };
}

/** A row that `selectOtherScriptsSql` gives. */
export function parseOtherScript(row: TextRow): OtherScript {
  return {
    project: text(row.project),
    environment: row.environment ?? undefined,
    kind: row.kind === 'repeatable' ? 'repeatable' : 'versioned',
    id: text(row.id),
    version: row.version ?? undefined,
    checksum: text(row.checksum),
    outcome: row.outcome === 'failed' ? 'failed' : 'applied',
    head: row.head ?? undefined,
  };
}

function text(value: string | null | undefined): string {
  return value ?? '';
}
