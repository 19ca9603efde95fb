import { type IsolationLevel, readIsolationLevel } from '../../sql/settings/isolation-level';
import type { Setting } from '../../sql/settings/read-settings';
import type { Statement } from '../../sql/statements/statement';

/** What a statement says of isolation levels: of the transaction that it is in, and of those that begin after it. */
export interface AskedLevels {
  readonly ofThis: IsolationLevel | undefined;
  readonly ofLater: IsolationLevel | undefined;
}

/** Pure; undefined levels for a statement that says nothing of them. */
export function readLevels(settings: readonly Setting[]): AskedLevels {
  return {
    ofThis: levelOf(settings, 'transaction_isolation'),
    ofLater: levelOf(settings, 'default_transaction_isolation'),
  };
}

/**
 * Whether it is a statement whose place is in front of all others of its transaction, as PostgreSQL asks for it. There it
 * is not sent: our own BEGIN says what it says, and has queries after it.
 */
export function setsTransaction({ words }: Statement, { ofThis }: AskedLevels): boolean {
  return ofThis !== undefined || (words[0] === 'SET' && words[1] === 'TRANSACTION' && words[2] !== 'SNAPSHOT');
}

function levelOf(settings: readonly Setting[], wanted: string): IsolationLevel | undefined {
  const value = settings.findLast(({ name }) => name === wanted)?.value;
  return value === undefined ? undefined : readIsolationLevel(value.toUpperCase().split(' '));
}
