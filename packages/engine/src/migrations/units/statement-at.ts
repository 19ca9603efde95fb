import type { Statement } from '../../sql/statements/statement';
import { locateOffset } from '../../sql/text/positions';
import type { ParsedScript } from '../migration';

/** The statement of a script in which a line and column of its file are, as far as its text is in memory. */
export function statementAt(
  { script: { text }, statements }: ParsedScript,
  { line, column }: { readonly line: number; readonly column: number },
): Statement | undefined {
  if (!text) return undefined;
  return statements.findLast(({ start }) => {
    const begin = locateOffset(text, start);
    return begin.line < line || (begin.line === line && begin.column <= column);
  });
}
