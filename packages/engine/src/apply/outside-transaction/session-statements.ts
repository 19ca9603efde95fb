import type { ScriptUnit } from '../../migrations/migration';
import { readSessionState } from '../../sql/settings/session-state';
import type { Statement } from '../../sql/statements/statement';

/**
 * Statements of a script's earlier units that hold for its session and may be run in another one, in their order:
 * settings and roles, prepared statements, LISTEN, advisory locks. A run that goes on in the middle of a script runs them
 * again; else what follows a SET ROLE would belong to somebody else. What a function sets is not seen.
 */
export function sessionStatementsBefore(
  text: Buffer,
  units: readonly ScriptUnit[],
  index: number,
): readonly Statement[] {
  return units
    .slice(0, index)
    .flatMap(({ statements }) => statements.filter((one) => readSessionState(text, one)?.kind === 'repeatable'));
}
