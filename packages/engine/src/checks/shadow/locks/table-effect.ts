import type { MeasuredLock } from '../../measured-lock';

/** What a statement did to a relation that was there before its script, and that others may use. */
export interface TableEffect extends Pick<MeasuredLock, 'table' | 'kind' | 'lock' | 'index' | 'blocks' | 'work'> {
  /** Place of an earlier statement that took the lock; absent: this one did. */
  readonly heldSince?: number;
}

/** What a statement of a script did; no effects of one that makes nobody wait. */
export interface StatementEffect {
  /** Its place in the script. */
  readonly at: number;
  readonly effects: readonly TableEffect[];
}

/** What a script did to tables, in all its transactions. */
export interface ScriptEffect {
  readonly statements: readonly StatementEffect[];
  /** Relations that it made, by the names that they have in the end. */
  readonly made: readonly string[];
  /** Relations that it dropped or gave another name: old ones. */
  readonly gone: readonly string[];
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
}
