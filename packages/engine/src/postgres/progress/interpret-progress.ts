import type { ServerAmount, ServerProgress } from '../../events';

/** A row of a view of progress as JSON, with its numbers as numbers. */
export type ProgressRow = Readonly<Record<string, unknown>>;

/**
 * What a row of `pg_stat_progress_<view>` says. Each view counts several things one after the other, and leaves at its end
 * what is done: which of them is at work is told by the phase alone. Pure.
 * PostgreSQL 14 to 19 docs, progress reporting.
 */
export function interpretProgress(view: string, row: ProgressRow, relation: string | undefined): ServerProgress {
  const phase = textOf(row.phase);
  const amount = amountOf(view, phase ?? '', row);
  return {
    command: textOf(row.command) ?? view.replaceAll('_', ' ').toUpperCase(),
    ...(phase !== undefined && { phase }),
    // A number is the oid of one that was made in this transaction, which has no name for others yet.
    ...(relation !== undefined && !/^\d+$/.test(relation) && { relation }),
    ...(amount && { amount }),
  };
}

/** Columns that count in the phases of these words. Without `total` it is not known how much there is. */
interface Count {
  readonly phase: RegExp;
  readonly done: string;
  readonly total?: string;
  readonly unit: ServerAmount['unit'];
}

/** The first that counts in its phase, and has counted something or knows how much there is. */
const heapCounts: readonly Count[] = [
  { phase: /^seq scanning heap/, done: 'heap_blks_scanned', total: 'heap_blks_total', unit: 'blocks' },
  { phase: /^(index scanning|sorting)/, done: 'heap_tuples_scanned', unit: 'rows' },
  { phase: /^writing/, done: 'heap_tuples_written', unit: 'rows' },
  { phase: /^writing/, done: 'heap_tuples_inserted', unit: 'rows' },
  { phase: /^rebuilding/, done: 'index_rebuild_count', unit: 'indexes' },
];

const counts: Readonly<Record<string, readonly Count[]>> = {
  create_index: [
    { phase: /^waiting/, done: 'lockers_done', total: 'lockers_total', unit: 'sessions' },
    // While it sorts, and where workers merge, the blocks stand there all done.
    {
      phase: /^(?!.*(sorting|\(workers\)|waiting))/,
      done: 'tuples_done',
      total: 'tuples_total',
      unit: 'rows',
    },
    {
      phase: /^(?!.*(sorting|\(workers\)|waiting))/,
      done: 'blocks_done',
      total: 'blocks_total',
      unit: 'blocks',
    },
  ],
  vacuum: [
    { phase: /^scanning heap/, done: 'heap_blks_scanned', total: 'heap_blks_total', unit: 'blocks' },
    { phase: /^vacuuming heap/, done: 'heap_blks_vacuumed', total: 'heap_blks_total', unit: 'blocks' },
    // Since 17.
    { phase: /indexes/, done: 'indexes_processed', total: 'indexes_total', unit: 'indexes' },
  ],
  analyze: [
    { phase: /^acquiring/, done: 'sample_blks_scanned', total: 'sample_blks_total', unit: 'blocks' },
    { phase: /extended statistics/, done: 'ext_stats_computed', total: 'ext_stats_total', unit: 'parts' },
  ],
  cluster: heapCounts,
  repack: heapCounts,
  copy: [
    // Of a file; what a client sends has no known end.
    { phase: /^/, done: 'bytes_processed', total: 'bytes_total', unit: 'bytes' },
    { phase: /^/, done: 'tuples_processed', unit: 'rows' },
  ],
  basebackup: [{ phase: /^streaming/, done: 'backup_streamed', total: 'backup_total', unit: 'bytes' }],
};

function amountOf(view: string, phase: string, row: ProgressRow): ServerAmount | undefined {
  const candidates = (counts[view] ?? guessCounts(row)).filter((count) => count.phase.test(phase));
  for (const { done, total, unit } of candidates) {
    const amount = { done: numberOf(row[done]), total: total === undefined ? 0 : numberOf(row[total]), unit };
    // Rows are estimated beforehand, so that more may be done than there were to be.
    if (amount.total > 0) return { ...amount, done: Math.min(amount.done, amount.total) };
    if (total === undefined && amount.done > 0) return { done: amount.done, unit };
  }
  return undefined;
}

/** Of a view that this version does not know: the pairs that its columns' names make, by their usual endings. */
function guessCounts(row: ProgressRow): readonly Count[] {
  return Object.keys(row).flatMap((total) => {
    const stem = /^(.*)_total$/.exec(total)?.[1];
    const done = endings.map((ending) => `${stem}_${ending}`).find((name) => name in row);
    return stem === undefined || done === undefined ? [] : [{ phase: /^/, done, total, unit: unitOf(stem) }];
  });
}

const endings = ['done', 'processed', 'scanned', 'streamed', 'computed', 'completed'] as const;

function unitOf(stem: string): ServerAmount['unit'] {
  if (/bl(oc)?ks/.test(stem)) return 'blocks';
  if (/tuples|rows/.test(stem)) return 'rows';
  return /bytes|backup/.test(stem) ? 'bytes' : 'parts';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
