import type { StatusResult } from '../commands/status/status';
import type { HistoryEvent } from '../history/history';
import { foldProblems } from '../migrations/fold-problems';
import type { MigrationStatus } from '../plan/plan';
import { describeDuration } from './describe';

/** Which part of a status is printed. */
export type StatusView = 'table' | 'current' | 'history' | 'logs' | 'logs-so-far';

/** A status as text for a person. Pure. */
export function describeStatus(result: StatusResult, view: StatusView): string {
  switch (view) {
    case 'current':
      return `${result.current ?? 'none'}\n`;
    case 'history':
      return withHead(result, eventRows(result.events));
    case 'logs':
      return withHead(result, logLines(result.events));
    case 'logs-so-far':
      return withHead(result, logLines(result.events.toReversed()));
    case 'table':
      return withHead(result, [
        ...(result.databaseMissing ? ['  The database does not exist yet; migrate creates it.'] : []),
        ...tableRows(result),
        ...problemLines(result),
        '',
        countLine(result.migrations),
        ...checkLine(result),
      ]);
  }
}

/** A migration as `status --json` and reports have it. */
export interface MigrationSummary {
  readonly id: string;
  readonly kind: MigrationStatus['kind'];
  readonly phase: MigrationStatus['phase'];
  readonly version: string | undefined;
  readonly state: MigrationStatus['state'];
  readonly appliedAt: Date | undefined;
  readonly durationMs: number | undefined;
  readonly appliedBy: string | undefined;
  /** Only of one that stopped part way. */
  readonly unitsDone: number | undefined;
  readonly unitsTotal: number | undefined;
  /** Of one that stopped part way: its files are gone, so that no run can go on with it. */
  readonly filesGone: true | undefined;
  readonly baselined: true | undefined;
  /** A rollback passed over it, so that it is applied still. */
  readonly notUndone: true | undefined;
  /** Of a repeatable script: a rollback dropped what it had made. */
  readonly dropped: true | undefined;
}

/** A migration's state as plain data: a public contract. */
export function summarizeMigration({ id, kind, version, state, phase, file, row }: MigrationStatus): MigrationSummary {
  return {
    id,
    kind,
    phase,
    version: version?.text,
    state,
    appliedAt: row?.appliedAt,
    durationMs: row?.durationMs,
    appliedBy: row?.appliedBy,
    unitsDone: state === 'failed' ? row?.unitsDone : undefined,
    unitsTotal: state === 'failed' ? row?.unitsTotal : undefined,
    filesGone: state === 'failed' && !file ? true : undefined,
    baselined: row?.baselined === true ? true : undefined,
    notUndone: row?.notUndone,
    dropped: row?.dropped,
  };
}

/** A status as one JSON object: a public contract. */
export function statusJson(result: StatusResult): string {
  const { outcome, project, environment, database, databaseMissing, current, problems, notices, events } = result;
  const { unsettled, requirementsGone } = result;
  const migrations = result.migrations.map((migration) => ({
    ...summarizeMigration(migration),
    mode: result.modes.get(migration.id),
  }));
  return JSON.stringify({
    type: 'status',
    outcome,
    project,
    environment,
    database,
    databaseMissing,
    current,
    migrations,
    unsettled,
    requirementsGone,
    problems,
    notices,
    events,
  });
}

/** Events of the log for a person, a line each and their messages below, in their order. Pure. */
export function describeEvents(events: readonly HistoryEvent[]): string {
  return logLines(events)
    .map((line) => `${line}\n`)
    .join('');
}

/** Events of the log as JSON, a line each: a public contract. Pure. */
export function eventsJson(events: readonly HistoryEvent[]): string {
  return events.map((event) => `${JSON.stringify({ type: 'history-event', ...event })}\n`).join('');
}

function withHead({ project, environment, database, notices }: StatusResult, lines: readonly string[]): string {
  const head = `status ${project}, environment ${environment}, database ${database}`;
  return `${[head, ...notices.map(({ severity, message }) => `  ${severity}: ${message}`), ...lines].join('\n')}\n`;
}

function tableRows({ migrations, modes }: StatusResult): readonly string[] {
  const rows = migrations.map(({ state, version, id, file, row }) => [
    describeState({ state, file, row }),
    version?.text ?? '',
    id,
    row ? describeTime(row.appliedAt) : '',
    row ? describeDuration(row.durationMs) : '',
    ...(modes.size > 0 ? [modes.get(id) ?? ''] : []),
  ]);
  const head = ['state', 'version', 'name', 'applied at (UTC)', 'duration', ...(modes.size > 0 ? ['runs'] : [])];
  return align([head, ...rows]);
}

function describeState({ state, file, row }: Pick<MigrationStatus, 'state' | 'file' | 'row'>): string {
  if (state === 'failed' && row) {
    return `failed (${row.unitsDone} of ${row.unitsTotal}${file ? '' : ', its files are gone'})`;
  }
  const marks = [
    ...(row?.baselined ? ['baseline'] : []),
    ...(row?.notUndone ? ['not undone'] : []),
    ...(row?.dropped && state === 'outdated' ? ['dropped by a rollback'] : []),
  ];
  return marks.length > 0 ? `${state} (${marks.join(', ')})` : state;
}

function eventRows(events: readonly HistoryEvent[]): readonly string[] {
  const rows = events.map((event) => [
    describeTime(event.at),
    event.action,
    event.outcome,
    event.id ?? '',
    event.durationMs === undefined ? '' : describeDuration(event.durationMs),
    event.by,
  ]);
  return align([['at (UTC)', 'action', 'outcome', 'name', 'duration', 'by'], ...rows]);
}

function logLines(events: readonly HistoryEvent[]): readonly string[] {
  return events.flatMap(({ at, action, outcome, id, durationMs, errorCode, message }) => {
    const took = durationMs === undefined ? undefined : describeDuration(durationMs);
    // The event of a run lists its steps, each of which has a line of its own.
    const text = action === 'run' ? undefined : message;
    return [
      `  ${[describeTime(at), action, outcome, id, took, errorCode].filter((part) => part !== undefined).join('  ')}`,
      ...(text ? [text.replaceAll(/^/gm, '    ')] : []),
    ];
  });
}

function problemLines({ problems }: StatusResult): readonly string[] {
  return foldProblems(problems).map(
    ({ severity, message, path }) => `  ${severity}: ${message.includes(path) ? message : `${path}: ${message}`}`,
  );
}

function countLine(migrations: readonly MigrationStatus[]): string {
  const counts = new Map<string, number>();
  for (const { state } of migrations) {
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return counts.size === 0 ? 'No migrations.' : [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
}

/** Why `--check` failed, so that nobody looks for it in a long table. */
function checkLine({ outcome, unsettled }: StatusResult): readonly string[] {
  if (outcome !== 'failed') return [];
  return [`Not settled, so --check fails: ${unsettled.map(({ reason }) => reason).join(', ')}.`];
}

/** `2026-11-22 09:26:12`, in UTC. */
function describeTime(at: Date): string {
  return at.toISOString().slice(0, 19).replace('T', ' ');
}

/** Columns as wide as their widest cell. */
function align(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}
