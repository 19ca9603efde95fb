import type { EnvironmentStamp, History, HistoryEvent, HistoryRow } from '../../history/history';
import type { OtherScript } from '../../history/other-scripts';
import type { TextRow } from '../session/message-query';

/** The history of the four row sets that `selectHistorySql` gives, and what the probe said of the database. */
export function parseHistory(
  rowSets: readonly (readonly TextRow[])[],
  { hasUserTables, identity }: Required<Pick<History, 'hasUserTables' | 'identity'>>,
): History {
  const [[state] = [], [all] = [], stamps = [], failed = []] = rowSets;
  // The parse boundary: `selectHistorySql` says what stands where.
  const rows = JSON.parse(all?.rows ?? '[]') as readonly JsonRow[];
  return {
    exists: true,
    ...(state?.state && { state: state.state }),
    rows: rows.map(parseRow),
    failedIds: failed.map((row) => text(row.id)),
    stamp: stamps.filter(({ own }) => own === 't').map(parseStamp)[0],
    otherStamps: stamps.filter(({ own }) => own !== 't').map(parseStamp),
    hasUserTables,
    identity,
  };
}

type JsonRow = readonly [
  kind: string,
  id: string,
  version: string | null,
  checksum: string,
  downChecksum: string | null,
  outcome: string,
  failedDirection: string | null,
  unitsDone: number,
  unitsTotal: number,
  unitStarted: number | null,
  appliedAtMs: number,
  appliedOrder: number,
  durationMs: number,
  appliedBy: string,
  engineVersion: string,
  gitCommit: string | null,
  runId: string,
  hasStoredDown: boolean,
  irreversible: string | null,
  baselined: boolean,
  notUndone: boolean,
  dropped: boolean,
];

function parseRow([
  kind,
  id,
  version,
  checksum,
  downChecksum,
  outcome,
  failedDirection,
  unitsDone,
  unitsTotal,
  unitStarted,
  appliedAtMs,
  appliedOrder,
  durationMs,
  appliedBy,
  engineVersion,
  gitCommit,
  runId,
  hasStoredDown,
  irreversible,
  baselined,
  notUndone,
  dropped,
]: JsonRow): HistoryRow {
  return {
    kind: kind === 'repeatable' ? 'repeatable' : 'versioned',
    id,
    version: version ?? undefined,
    checksum,
    downChecksum: downChecksum ?? undefined,
    outcome: outcome === 'failed' ? 'failed' : 'applied',
    failedDirection: failedDirection === 'down' ? 'down' : 'up',
    unitsDone,
    unitsTotal,
    unitStarted: unitStarted ?? undefined,
    appliedAt: new Date(appliedAtMs),
    appliedOrder,
    durationMs,
    appliedBy,
    engineVersion,
    gitCommit: gitCommit ?? undefined,
    runId,
    hasStoredDown,
    irreversible: irreversible ?? undefined,
    baselined,
    ...(notUndone && { notUndone }),
    ...(dropped && { dropped }),
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
