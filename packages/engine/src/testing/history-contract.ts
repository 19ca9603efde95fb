import type { HistoryCase } from './history-contract/harness';
import { lockingCases } from './history-contract/locking';
import { readingCases } from './history-contract/reading';
import { recordingCases } from './history-contract/recording';
import { rewritingCases } from './history-contract/rewriting';
import { unitCases } from './history-contract/units';

export type { HistoryCase, HistoryHarness } from './history-contract/harness';

/** What a `HistoryStore` must do for the engine; run each case with a harness over a database of its own. */
export const historyContract: readonly HistoryCase[] = [
  ...readingCases,
  ...recordingCases,
  ...unitCases,
  ...rewritingCases,
  ...lockingCases,
];
