import type { Statement } from './statement';

/** How the server refused a statement a transaction. */
export type TransactionRefusal =
  /** 25001: it cannot be in one. */
  | 'cannot-be-inside'
  /** 2D000: it ends one itself. */
  | 'ends-it-itself';

/** What a SQLSTATE says of a statement and its transaction; undefined for any other state. */
export function refusalOfTransaction(sqlState: unknown): TransactionRefusal | undefined {
  if (sqlState === '25001') return 'cannot-be-inside';
  return sqlState === '2D000' ? 'ends-it-itself' : undefined;
}

/**
 * Whether a statement that the server refused a transaction can do better without one. A command of its own can; what
 * runs within another statement cannot, since a function cannot end the transaction of its caller.
 */
export function mayRunAlone({ words }: Statement, refusal: TransactionRefusal): boolean {
  const [verb = ''] = words;
  switch (refusal) {
    case 'ends-it-itself':
      return verb === 'CALL' || verb === 'DO';
    case 'cannot-be-inside':
      return !withoutCommands.has(verb);
  }
}

/** Statements that are no commands of their own, and those whose code runs others. */
const withoutCommands = new Set([
  ...['SELECT', 'WITH', 'VALUES', 'TABLE', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY'],
  ...['SET', 'SHOW', 'EXPLAIN', 'EXECUTE', 'DO', 'CALL', '"'],
]);

/**
 * Whether only the server knows if a statement can be in a transaction, told by its words: the catalog or the code that
 * it calls decides. Of those that a later major brings nothing is known here, and what the server says holds for them, too.
 */
export function dependsOnServer({ words }: Statement): boolean {
  const [verb, object, third] = words;
  switch (verb) {
    case 'CALL':
    case 'CLUSTER':
    case 'REPACK':
      return true;
    case 'REINDEX':
      return object === 'TABLE' || object === 'INDEX';
    case 'ALTER':
      return object === 'SUBSCRIPTION' && third !== undefined && words.includes('SET');
    default:
      return false;
  }
}
