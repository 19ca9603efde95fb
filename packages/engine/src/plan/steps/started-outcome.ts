/**
 * What the catalog says of a statement outside a transaction that was begun and whose end is not known: it happened; it
 * did not, and left nothing; the next run settles it by itself; or nothing tells.
 */
export type StartedOutcome = 'done' | 'not-done' | 'resumable' | 'unknown';
