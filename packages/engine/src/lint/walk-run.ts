import { blockingRules } from './blocking-rules';
import type { LintScript, LintStatement } from './lint-script';
import { findStrongLocks } from './locks/strong-locks';
import type { BlockingFact, BlockingRule } from './rule';
import { openRunState, type RunState } from './run-state';
import { findTableWork, type TableWork } from './work/table-work';

/** A statement of a run, with what it does to tables and what the statements before it have changed. */
export interface Visit {
  readonly script: LintScript;
  /** Which transaction of the script it is in; each is an object of its own. */
  readonly transaction: readonly LintStatement[];
  readonly statement: LintStatement;
  readonly found: readonly { readonly rule: BlockingRule; readonly fact: BlockingFact }[];
  readonly locks: readonly BlockingFact[];
  readonly work: readonly TableWork[];
  readonly state: RunState;
}

/** First words of what the rules look at: a script may have very many other statements. */
const definitions = new Set([
  ...['ALTER', 'CLUSTER', 'CREATE', 'DROP', 'LOCK', 'REFRESH', 'REINDEX', 'REPACK', 'TRUNCATE', 'VACUUM'],
]);

/** The statements of a run in their order. `state` is that before the statement, and changes when the next is asked for. */
export function* walkRun(scripts: readonly LintScript[]): Generator<Visit, void> {
  const state = openRunState();
  for (const script of scripts) {
    for (const transaction of script.transactions) {
      for (const statement of transaction) {
        yield visitStatement({ script, transaction, statement, state });
        state.follow(statement);
      }
    }
    state.endScript();
  }
}

/** A statement with what it does to tables. */
export function visitStatement(place: Pick<Visit, 'script' | 'transaction' | 'statement' | 'state'>): Visit {
  const { statement } = place;
  const defines = definitions.has(statement.tokens[0]?.word ?? '');
  const rules = defines ? blockingRules : [];
  return {
    ...place,
    found: rules.flatMap((rule) => rule.find(statement).map((fact) => ({ rule, fact }))),
    locks: defines ? findStrongLocks(statement) : [],
    work: findTableWork(statement),
  };
}
