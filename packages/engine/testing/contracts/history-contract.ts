import type { HistoryCase } from './history/harness';
import { lockingCases } from './history/locking';
import { readingCases } from './history/reading';
import { recordingCases } from './history/recording';
import { rewritingCases } from './history/rewriting';
import { unitCases } from './history/units';

export type { HistoryCase, HistoryHarness } from './history/harness';

/** What a `HistoryStore` must do for the engine; run each case with a harness over a database of its own. */
export const historyContract: readonly HistoryCase[] = [
  ...readingCases,
  ...recordingCases,
  ...unitCases,
  ...rewritingCases,
  ...lockingCases,
];
