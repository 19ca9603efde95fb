/** Isolation level of a transaction, as BEGIN spells it. */
export type IsolationLevel = 'READ UNCOMMITTED' | 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';

/** The level that words name; undefined for others. Words are upper case. */
export function readIsolationLevel([first, second]: readonly (string | undefined)[]): IsolationLevel | undefined {
  switch (first) {
    case 'SERIALIZABLE':
      return 'SERIALIZABLE';
    case 'REPEATABLE':
      return second === 'READ' ? 'REPEATABLE READ' : undefined;
    case 'READ':
      if (second === 'COMMITTED') return 'READ COMMITTED';
      return second === 'UNCOMMITTED' ? 'READ UNCOMMITTED' : undefined;
    default:
      return undefined;
  }
}
