import type { ScriptUnit } from '../migrations/migration';
import type { Statement } from '../sql/statement';

/**
 * Statements of a script's earlier units that hold for its session, in their order: SET and RESET of settings and roles.
 * Each unit runs in a session as it was at first, so they are made again before it; else what follows a SET ROLE would
 * belong to somebody else. What a function or set_config() sets is not seen.
 */
export function sessionStatementsBefore(units: readonly ScriptUnit[], index: number): readonly Statement[] {
  return units.slice(0, index).flatMap(({ statements }) => statements.filter(holdsForSession));
}

/** SET LOCAL, SET TRANSACTION and SET CONSTRAINTS end with their transaction. */
const ofTransaction = new Set(['LOCAL', 'TRANSACTION', 'CONSTRAINTS']);

function holdsForSession({ words: [verb, next = ''] }: Statement): boolean {
  return verb === 'RESET' || (verb === 'SET' && !ofTransaction.has(next));
}
