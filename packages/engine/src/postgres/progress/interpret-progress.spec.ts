import type { ServerProgress } from '../../events';
import { interpretProgress, type ProgressRow } from './interpret-progress';

/** What real servers of 14 to 18 answered, and for 19 what its documentation says. */
const index = {
  ...{ command: 'CREATE INDEX CONCURRENTLY', lockers_total: 0, lockers_done: 0 },
  ...{ blocks_total: 0, blocks_done: 0, tuples_total: 0, tuples_done: 0 },
};
const heap = { command: 'VACUUM FULL', heap_tuples_scanned: 600, heap_tuples_written: 500, index_rebuild_count: 2 };

const cases: readonly [view: string, row: ProgressRow, amount: ServerProgress['amount'], words?: string][] = [
  [
    'create_index',
    { ...index, phase: 'building index: scanning table', blocks_total: 8348, blocks_done: 4000 },
    { done: 4000, total: 8348, unit: 'blocks' },
  ],
  [
    'create_index',
    { ...index, phase: 'building index: sorting live tuples', blocks_total: 8348, blocks_done: 8348 },
    undefined,
    'whose blocks are all done, and which goes on',
  ],
  [
    'create_index',
    { ...index, phase: 'building index: merging tuples (workers)', blocks_total: 8348, blocks_done: 8348 },
    undefined,
  ],
  [
    'create_index',
    { ...index, phase: 'building index: loading tuples in tree', tuples_total: 1_000_000, tuples_done: 47_718 },
    { done: 47_718, total: 1_000_000, unit: 'rows' },
  ],
  [
    'create_index',
    { ...index, phase: 'building index: merging tuples', tuples_total: 1_369_335, tuples_done: 1_369_345 },
    { done: 1_369_335, total: 1_369_335, unit: 'rows' },
    'of which more are done than there were to be',
  ],
  [
    'create_index',
    {
      ...index,
      phase: 'waiting for old snapshots',
      lockers_total: 3,
      lockers_done: 1,
      blocks_total: 9,
      blocks_done: 9,
    },
    { done: 1, total: 3, unit: 'sessions' },
  ],
  ['create_index', { ...index, phase: 'initializing' }, undefined],
  [
    'vacuum',
    { phase: 'scanning heap', heap_blks_total: 8348, heap_blks_scanned: 975, heap_blks_vacuumed: 0 },
    { done: 975, total: 8348, unit: 'blocks' },
  ],
  [
    'vacuum',
    { phase: 'vacuuming heap', heap_blks_total: 8348, heap_blks_scanned: 8348, heap_blks_vacuumed: 403 },
    { done: 403, total: 8348, unit: 'blocks' },
  ],
  [
    'vacuum',
    {
      phase: 'vacuuming indexes',
      heap_blks_total: 8348,
      heap_blks_scanned: 8348,
      indexes_total: 3,
      indexes_processed: 1,
    },
    { done: 1, total: 3, unit: 'indexes' },
  ],
  ['vacuum', { phase: 'vacuuming indexes', heap_blks_total: 8348, heap_blks_scanned: 8348 }, undefined, 'before 17'],
  [
    'analyze',
    { phase: 'acquiring sample rows', sample_blks_total: 8348, sample_blks_scanned: 19, ext_stats_total: 0 },
    { done: 19, total: 8348, unit: 'blocks' },
  ],
  ['analyze', { phase: 'computing statistics', sample_blks_total: 8348, sample_blks_scanned: 8348 }, undefined],
  [
    'cluster',
    { ...heap, phase: 'seq scanning heap', heap_blks_total: 5556, heap_blks_scanned: 12 },
    { done: 12, total: 5556, unit: 'blocks' },
  ],
  [
    'cluster',
    { ...heap, phase: 'index scanning heap', heap_blks_total: 0, heap_blks_scanned: 0 },
    { done: 600, unit: 'rows' },
    'of which nobody knows how many there are',
  ],
  ['cluster', { ...heap, phase: 'writing new heap' }, { done: 500, unit: 'rows' }],
  ['cluster', { ...heap, phase: 'rebuilding index' }, { done: 2, unit: 'indexes' }],
  [
    'repack',
    { command: 'REPACK', phase: 'writing new heap', heap_tuples_inserted: 77, heap_tuples_updated: 1 },
    { done: 77, unit: 'rows' },
  ],
  ['repack', { command: 'REPACK', phase: 'catch-up', heap_tuples_inserted: 77 }, undefined],
  [
    'copy',
    { command: 'COPY FROM', type: 'FILE', bytes_processed: 500, bytes_total: 1000, tuples_processed: 7 },
    { done: 500, total: 1000, unit: 'bytes' },
  ],
  [
    'copy',
    { command: 'COPY FROM', type: 'PIPE', bytes_processed: 500, bytes_total: 0, tuples_processed: 7 },
    { done: 7, unit: 'rows' },
    'whose end only the client knows',
  ],
  [
    'basebackup',
    { phase: 'streaming database files', backup_total: 2000, backup_streamed: 1000, tablespaces_total: 1 },
    { done: 1000, total: 2000, unit: 'bytes' },
  ],
  [
    'data_checksums',
    { phase: 'enabling', blocks_total: 10, blocks_done: 4 },
    { done: 4, total: 10, unit: 'blocks' },
    'that this version does not know',
  ],
  ['unheard_of', { phase: 'at work', pid: 7 }, undefined, 'that counts nothing'],
];

it.each(cases)('reads of %s %j that %j is done', (view, row, amount) => {
  expect(interpretProgress(view, row, undefined).amount).toEqual(amount);
});

it('names the command by the view where that has no such column', () => {
  expect(interpretProgress('vacuum', { phase: 'scanning heap' }, 'public.t')).toEqual({
    command: 'VACUUM',
    phase: 'scanning heap',
    relation: 'public.t',
  });
});

it('names no relation that nobody else can see yet', () => {
  expect(interpretProgress('create_index', index, '16384')).toEqual({ command: 'CREATE INDEX CONCURRENTLY' });
});
