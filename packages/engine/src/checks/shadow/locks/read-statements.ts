import type { ParsedScript } from '../../../migrations/migration';
import type { Statement } from '../../../sql/statements/statement';

/** First words of statements that lock no table against readers or writers, however many there are of them in a script. */
const harmless: ReadonlySet<string> = new Set([
  ...['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY', 'VALUES', 'TABLE', 'WITH', 'DECLARE', 'FETCH', 'MOVE', 'CLOSE'],
  ...['SET', 'RESET', 'SHOW', 'DISCARD', 'PREPARE', 'DEALLOCATE', 'EXPLAIN', 'SAVEPOINT', 'RELEASE', 'ROLLBACK'],
  ...['COMMENT', 'GRANT', 'REVOKE', 'NOTIFY', 'LISTEN', 'UNLISTEN', 'CHECKPOINT', 'LOAD'],
]);

/** Whether what a statement did to tables is looked at. A SELECT may call a function that does anything. Pure. */
export function isRead({ words: [first = ''], start, end }: Statement, text: Buffer): boolean {
  if (first === 'SELECT') return text.subarray(start, end).includes('(');
  return !harmless.has(first);
}

/** A statement of a measured script, as far as what it did depends on it. */
export interface MeasuredStatement {
  readonly words: readonly string[];
  /** Whether it is looked at: what others did is passed over. */
  readonly isRead: boolean;
}

/** The statements of a script whose text is in memory, in their order. Pure. */
export function describeStatements({
  statements,
  script: { text = Buffer.alloc(0) },
}: ParsedScript): readonly MeasuredStatement[] {
  return statements.map((statement) => ({ words: statement.words, isRead: isRead(statement, text) }));
}
