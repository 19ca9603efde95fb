import type { History, HistoryRow } from '../history/history';
import { compareRepeatableIds, folderOfRepeatable } from '../migrations/folders/read-repeatables';
import type { MigrationSet, RepeatableScript, Version, VersionedMigration } from '../migrations/migration';
import { compareMigrations, compareVersions, parseVersion } from '../migrations/version';
import type { MigrationState, MigrationStatus } from './plan';

/**
 * States of every known script in the order of a fresh run: files and history merged by id. Scripts without a file
 * (`missing`, `ahead`, and `failed` where one stopped part way) come at their version's place, or at their name's. Pure;
 * never throws.
 */
export function deriveStatuses(set: MigrationSet, history: History): readonly MigrationStatus[] {
  const rows = new Map(history.rows.map((row) => [row.id, row]));
  const repeatable = [...set.before, ...set.after, ...set.testData].map((file) =>
    ofRepeatable(file, rows.get(file.id)),
  );
  const lost = findLost(history.rows, [...set.versioned, ...repeatable], rows);
  const lostRepeatable = lost.filter(({ kind }) => kind === 'repeatable').map(ofLostRepeatable);
  const inPhase = (phase: MigrationStatus['phase']) => {
    const files = repeatable.filter((status) => status.phase === phase);
    const gone = lostRepeatable.filter((status) => status.phase === phase);
    return [...files, ...gone].sort((a, b) => compareRepeatableIds(a.id, b.id));
  };
  const versioned = deriveVersioned(set.versioned, rows, lost, new Set(history.failedIds));
  return [...inPhase('before'), ...versioned, ...inPhase('after'), ...inPhase('test-data')];
}

/** Rows without a file: mostly none, which is seen without a look at each. */
function findLost(
  rows: readonly HistoryRow[],
  files: readonly { readonly id: string }[],
  byId: ReadonlyMap<string, HistoryRow>,
): readonly HistoryRow[] {
  const ids = new Set<string>();
  for (const { id } of files) if (byId.has(id)) ids.add(id);
  return ids.size === rows.length ? [] : rows.filter(({ id }) => !ids.has(id));
}

function ofRepeatable(file: RepeatableScript, row: HistoryRow | undefined): MigrationStatus {
  const { id, kind, phase } = file;
  return { id, kind, version: undefined, state: repeatableState(file, row), phase, file, row };
}

function repeatableState({ script }: RepeatableScript, row: HistoryRow | undefined): MigrationState {
  if (!row) return 'pending';
  if (row.outcome === 'failed') return 'failed';
  return row.checksum === script.checksum && !row.dropped ? 'applied' : 'outdated';
}

function ofLostRepeatable(row: HistoryRow): MigrationStatus {
  const phase = folderOfRepeatable(row.id)?.phase ?? 'after';
  return {
    id: row.id,
    kind: 'repeatable',
    version: undefined,
    state: lostState(row, 'missing'),
    phase,
    file: undefined,
    row,
  };
}

/** One that stopped part way is that wherever its files are: what is gone may be part of the schema, or half of it. */
function lostState({ outcome }: HistoryRow, state: 'missing' | 'ahead'): MigrationState {
  return outcome === 'failed' ? 'failed' : state;
}

function deriveVersioned(
  files: readonly VersionedMigration[],
  rows: ReadonlyMap<string, HistoryRow>,
  lost: readonly HistoryRow[],
  failedIds: ReadonlySet<string>,
): readonly MigrationStatus[] {
  const lostRows = lost.filter(({ kind }) => kind === 'versioned');
  // A rollback went past what it did not undo: that makes nothing older than it out of order.
  const isPlaced = (row: HistoryRow | undefined) => row !== undefined && !row.notUndone;
  const withRow = files.filter(({ id }) => isPlaced(rows.get(id)));
  const newestApplied = newestOf([
    ...withRow.map(({ version }) => version),
    ...lostRows.filter(isPlaced).map(versionOf),
  ]);
  const isAhead = aheadTest(files, rows);
  const pendingState = ({ id, version }: VersionedMigration): MigrationState => {
    const isPassedOver = version && newestApplied && compareVersions(version, newestApplied) < 0;
    return isPassedOver && !failedIds.has(id) ? 'out-of-order' : 'pending';
  };
  const ofFile = (file: VersionedMigration): MigrationStatus => {
    const row = rows.get(file.id);
    const state = row ? rowState(file, row) : pendingState(file);
    return { id: file.id, kind: 'versioned', version: file.version, state, phase: 'versioned', file, row };
  };
  const ofLost = (row: HistoryRow): MigrationStatus => ({
    id: row.id,
    kind: 'versioned',
    version: versionOf(row),
    state: lostState(row, isAhead(row) ? 'ahead' : 'missing'),
    phase: 'versioned',
    file: undefined,
    row,
  });
  return [...files.map(ofFile), ...lostRows.map(ofLost)].sort(compareMigrations);
}

function rowState(file: VersionedMigration, row: HistoryRow): MigrationState {
  if (row.outcome === 'failed') return 'failed';
  return row.checksum === file.up.checksum ? 'applied' : 'changed';
}

/** Whether a row without a file is newer than every file: by version, or without one by the order of application. */
function aheadTest(files: readonly VersionedMigration[], rows: ReadonlyMap<string, HistoryRow>) {
  const newestFile = newestOf(files.map(({ version }) => version));
  const lastOrder = files.reduce((last, { id }) => Math.max(last, rows.get(id)?.appliedOrder ?? 0), 0);
  return (row: HistoryRow): boolean => {
    const version = versionOf(row);
    if (!version) return row.appliedOrder > lastOrder;
    return !newestFile || compareVersions(version, newestFile) > 0;
  };
}

function versionOf(row: HistoryRow): Version | undefined {
  return row.version === undefined ? undefined : parseVersion(row.version);
}

function newestOf(versions: readonly (Version | undefined)[]): Version | undefined {
  let newest: Version | undefined;
  for (const version of versions) {
    if (version && (!newest || compareVersions(version, newest) > 0)) newest = version;
  }
  return newest;
}
