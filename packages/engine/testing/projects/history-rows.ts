import type { History, HistoryRow } from '../../src/history/history';
import type { RepeatableScript, VersionedMigration } from '../../src/migrations/migration';

/** History before the first migration. */
export const emptyHistory: History = { exists: false, rows: [], stamp: undefined, hasUserTables: false };

/** A history of these rows. */
export function historyOf(rows: readonly HistoryRow[], failedIds: readonly string[] = []): History {
  return { ...emptyHistory, exists: true, rows, failedIds };
}

/** The row that applying a script leaves; `appliedOrder` tells when, `runId` is `run-1` unless it is overridden. */
export function rowOf(
  file: VersionedMigration | RepeatableScript,
  appliedOrder: number,
  overrides: Partial<HistoryRow> = {},
): HistoryRow {
  const script = file.kind === 'versioned' ? file.up : file.script;
  const down = file.kind === 'versioned' ? file.down() : undefined;
  return {
    kind: file.kind,
    id: file.id,
    version: file.kind === 'versioned' ? file.version?.text : undefined,
    checksum: script.checksum,
    downChecksum: down?.checksum,
    outcome: 'applied',
    unitsDone: 0,
    unitsTotal: 0,
    unitStarted: undefined,
    appliedAt: new Date('2026-01-01T00:00:00.000Z'),
    appliedOrder,
    durationMs: 1,
    appliedBy: 'postgres',
    engineVersion: '0.1.0',
    gitCommit: undefined,
    runId: 'run-1',
    hasStoredDown: down !== undefined,
    irreversible: script.directives.irreversible,
    baselined: false,
    ...overrides,
  };
}

/** The rows that applying scripts in this order leaves. */
export function rowsOf(files: readonly (VersionedMigration | RepeatableScript)[]): readonly HistoryRow[] {
  return files.map((file, index) => rowOf(file, index + 1));
}
