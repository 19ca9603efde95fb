import type { Statement } from '../sql/statements/statement';

/** What a rehearsal measures in each transaction of a script. Nothing of the server outlives the transaction. */
export interface Measure {
  /** One statement, before the script's first. */
  readonly beginSql: string;
  /** A query behind the script's last statement, of qualified names or with a search_path of pg_catalog; one `measuredColumn`. */
  readonly endSql: string;
}

/**
 * What is read of the session between the statements of a script, in its own transaction: what each of them did. It
 * changes nothing, so that the script does what it does without it.
 */
export interface StatementMeasure {
  /** A query ahead of the script's first statement; one `measuredColumn`. */
  readonly beginSql: string;
  /** Behind which of the statements, by their places, it is read. */
  readonly behind: (statements: readonly Statement[], text: Buffer) => ReadonlySet<number>;
  /** A query behind the statement of that place, of qualified names; one `measuredColumn`. */
  readonly behindSql: (index: number) => string;
  /**
   * `parts`: only in scripts that run in parts. Between the statements of a message that is one transaction, readings shift
   * the places that the server tells of errors.
   */
  readonly within: 'all' | 'parts';
}
