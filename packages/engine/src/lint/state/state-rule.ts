import type { RuleMeta } from '../rule-meta';
import type { StateFacts } from './state-facts';

/**
 * A rule about the schema that all migrations together make. Its examples run on a database with the roles `anon` and
 * `authenticated`, and with `auth.uid()`.
 */
export interface StateRule extends RuleMeta {
  readonly decidedBy: 'schema';
  readonly example: string;
  readonly safeExample: string;
  /** Pure. */
  readonly judge: (facts: StateFacts) => readonly StateMatch[];
}

/** What a rule found. */
export interface StateMatch {
  /** The object to be changed: the finding stands where that was made. */
  readonly object: StateObject;
  /** What is wrong with it, a sentence that names it. */
  readonly message: string;
}

/** An object of the schema. */
export type StateObject =
  | { readonly kind: 'relation' | 'function'; readonly schema: string; readonly name: string }
  /** What belongs to a table; if nothing is known of it, the table tells the place. */
  | {
      readonly kind: 'index' | 'constraint' | 'policy' | 'trigger';
      readonly schema: string;
      readonly table: string;
      readonly name: string;
    }
  | { readonly kind: 'extension' | 'schema'; readonly name: string };
