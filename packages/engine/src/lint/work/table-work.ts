import { type StatementView, type Target, tableTarget } from '../rule';
import { readNameAt } from '../statements/names';
import { closingOf, hasWords, skipWords } from '../statements/tokens';
import { findVerb, intoWords, isVerb } from './query-verb';
import { findRowsRead } from './read-rows';

/** Work on the rows of a table, which lasts as long as there are rows. */
export interface TableWork {
  readonly target: Target;
  /** As `UPDATE`, `VALIDATE CONSTRAINT`. */
  readonly what: string;
  /** Whether it locks every row of the table. */
  readonly locksAllRows: boolean;
}

/**
 * The rows that a statement goes through: those that UPDATE, DELETE, MERGE and VALIDATE CONSTRAINT change or check, or
 * those that it reads. Empty for other statements.
 */
export function findTableWork(statement: StatementView): readonly TableWork[] {
  const changed = findChangedRows(statement);
  if (changed) return [changed];
  const read = findRowsRead(statement.tokens);
  return (read?.targets ?? []).map((target) => ({ target, what: read?.what ?? '', locksAllRows: false }));
}

function findChangedRows({ tokens, alterTable }: StatementView): TableWork | undefined {
  if (alterTable?.actions.some((action) => hasWords(action, 0, 'VALIDATE', 'CONSTRAINT'))) {
    const { table, only, ifExists } = alterTable;
    return {
      target: tableTarget(table, { children: only ? 'none' : 'inherited', ifExists }),
      what: 'VALIDATE CONSTRAINT',
      locksAllRows: false,
    };
  }
  const start = tokens[0]?.word === 'WITH' ? findVerb(tokens) : 0;
  const verb = tokens[start]?.word;
  if (!isVerb(verb)) return undefined;
  const into = intoWords[verb];
  const afterVerb = into === undefined ? start + 1 : skipWords(tokens, start + 1, into);
  const afterOnly = skipWords(tokens, afterVerb, 'ONLY');
  const table = readNameAt(tokens, afterOnly)?.name;
  if (!table) return undefined;
  const isInside = tokens[start - 1]?.kind === 'open';
  const part = tokens.slice(start, isInside ? closingOf(tokens, start - 1) : undefined);
  const isNarrowed = part.some(({ word, depth }) => word === 'WHERE' && depth === tokens[start]?.depth);
  const locksAllRows = verb !== 'MERGE' && !isNarrowed;
  return {
    target: tableTarget(table, { children: afterOnly > afterVerb ? 'none' : 'inherited' }),
    what: verb,
    locksAllRows,
  };
}
