import type { HistoryRow } from '../history/history';

/** What a step does to history alone; nothing of a script runs. `summary` says it as a sentence without a full stop. */
export type HistoryChange = { readonly summary: string } & (
  | { readonly kind: 'record' }
  | { readonly kind: 'correct'; readonly to: CorrectedRow; readonly texts: 'of-file' | 'as-stored' }
  | { readonly kind: 'forget' }
  /** The rows of these ids of project `from` become this project's, with its stamp; those of `dropped` are let go. */
  | {
      readonly kind: 'adopt';
      readonly from: string;
      readonly ids: readonly string[];
      readonly dropped: readonly string[];
    }
  | { readonly kind: 'stamp'; readonly from: string | undefined; readonly to: string }
);

/** What a corrected row says of how far its script is. */
export type CorrectedRow = Pick<HistoryRow, 'outcome' | 'unitsDone' | 'unitsTotal' | 'unitStarted'>;
