import type { HistoryRow } from '../../history/history';
import type { ParsedScript } from '../../migrations/migration';
import { takeApart } from '../../migrations/units/take-apart';

/** A script as the run left it that stopped in it: taken apart when history has progress of it. */
export function asLeftOff(
  parsed: ParsedScript,
  row: Pick<HistoryRow, 'outcome' | 'failedDirection' | 'unitsTotal'> | undefined,
  direction: 'up' | 'down',
): ParsedScript {
  const isHalfDone = row?.outcome === 'failed' && (row.failedDirection ?? 'up') === direction && row.unitsTotal > 0;
  return (isHalfDone && takeApart(parsed)) || parsed;
}
