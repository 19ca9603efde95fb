import { type LockMode, lockModes, strongestMode } from '../sql/locks/lock-modes';
import type { ChangedRows, HeldTableLock, Measurement, Rewrite, TableScan } from './rehearsal';

/** What was measured in one transaction, as `measure` answers it. */
interface Measured {
  readonly fromBytes: number | null;
  readonly toBytes: number;
  readonly locks: readonly { readonly table: string; readonly modes: readonly LockMode[] }[] | null;
  readonly rewrites: readonly (Omit<Rewrite, 'kind'> & { readonly kind: string })[] | null;
  readonly scans: readonly TableScan[] | null;
  readonly changed: readonly ChangedRows[] | null;
  readonly dropped: readonly { readonly table: string; readonly column: string | null }[] | null;
}

/** Measured transactions of the steps of a pass, in their order; `endBytes` is the size of the database after the last. */
export interface MeasuredPass {
  readonly steps: readonly { readonly measured?: readonly string[] }[];
  readonly endBytes: number;
}

/**
 * What each step of a pass did, all its transactions together; undefined for one that measured none. What the database
 * grew by with a step is known when the next one begins, or the pass has ended. Pure.
 */
export function parseMeasured({ steps, endBytes }: MeasuredPass): readonly (Measurement | undefined)[] {
  const parsed = steps.map(({ measured = [] }) => measured.map(parse));
  return parsed.map((of, index) => {
    const [first] = of;
    if (!first) return undefined;
    const following = parsed.slice(index + 1).flat()[0];
    const fromBytes = first.fromBytes ?? first.toBytes;
    return {
      locks: strongest(of),
      rewrites: of.flatMap(({ rewrites }) => (rewrites ?? []).map(rewriteOf)),
      scans: sumBy(
        of.flatMap(({ scans }) => scans ?? []),
        addScans,
      ),
      changed: sumBy(
        of.flatMap(({ changed }) => changed ?? []),
        addChanges,
      ),
      dropped: of.flatMap(({ dropped }) =>
        (dropped ?? []).map(({ table, column }) => ({ table, ...(column !== null && { column }) })),
      ),
      growthBytes: (following?.fromBytes ?? endBytes) - fromBytes,
      peakBytes: Math.max(...of.map(({ toBytes }) => toBytes)) - fromBytes,
    };
  });
}

/** The parse boundary: the text is what our own query made. */
function parse(text: string): Measured {
  return JSON.parse(text) as Measured;
}

function strongest(of: readonly Measured[]): readonly HeldTableLock[] {
  const held = new Map<string, LockMode>();
  for (const { table, modes } of of.flatMap(({ locks }) => locks ?? [])) {
    const before = held.get(table);
    const mode = strongestMode(before === undefined ? modes : [before, ...modes]);
    if (mode) held.set(table, mode);
  }
  return [...held].map(([table, mode]) => ({ table, mode })).sort(byStrength);
}

function byStrength(one: HeldTableLock, other: HeldTableLock): number {
  const difference = lockModes.indexOf(other.mode) - lockModes.indexOf(one.mode);
  return difference === 0 ? one.table.localeCompare(other.table, 'en') : difference;
}

function rewriteOf({ kind, ...rewrite }: Omit<Rewrite, 'kind'> & { readonly kind: string }): Rewrite {
  return { ...rewrite, kind: kind === 'i' ? 'index' : kind === 'm' ? 'materialized-view' : 'table' };
}

function sumBy<T extends { readonly table: string }>(all: readonly T[], add: (one: T, other: T) => T): readonly T[] {
  const sums = new Map<string, T>();
  for (const each of all) {
    const sum = sums.get(each.table);
    sums.set(each.table, sum ? add(sum, each) : each);
  }
  return [...sums.values()].sort((one, other) => one.table.localeCompare(other.table, 'en'));
}

function addScans(one: TableScan, other: TableScan): TableScan {
  return { ...one, scans: one.scans + other.scans, rowsRead: one.rowsRead + other.rowsRead };
}

function addChanges(one: ChangedRows, other: ChangedRows): ChangedRows {
  return {
    table: one.table,
    inserted: one.inserted + other.inserted,
    updated: one.updated + other.updated,
    deleted: one.deleted + other.deleted,
  };
}
