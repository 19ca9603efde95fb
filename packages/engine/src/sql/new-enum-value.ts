import type { Statement, StatementKind } from './statement';
import { nextToken, openTokens } from './tokens';

/** A statement with its kind. */
export interface ClassifiedStatement {
  readonly statement: Statement;
  readonly kind: StatementKind;
}

/**
 * Whether a statement seems to use a value that an `ALTER TYPE … ADD VALUE` before it adds: PostgreSQL refuses that
 * until the addition is committed (55P04), on 14 to 16 even for a type of the same transaction. "Use" is that the label
 * stands in the statement or its copy data as a word of its own. That can be more than uses it, and then costs the
 * script its one transaction; a use that no text shows (`enum_range`) is refused by the server, and nothing is kept.
 */
export function usesNewEnumValue(text: Buffer, statements: readonly ClassifiedStatement[]): boolean {
  return statements.some(
    ({ statement, kind }, index) =>
      kind === 'enum-add-value' && isMentioned(text, readLabel(text, statement), statements.slice(index + 1)),
  );
}

/** The label that is added; undefined when it is written in a way (`E'…'`, a doubled quote) that a search would miss. */
function readLabel(text: Buffer, { start, end }: Statement): string | undefined {
  const cursor = openTokens(text.subarray(start, end));
  for (let kind = nextToken(cursor); kind !== 'end'; kind = nextToken(cursor)) {
    if (kind === 'string') return /^'([^'\\]+)'$/.exec(cursor.text.toString('utf8', cursor.start, cursor.end))?.[1];
  }
  return undefined;
}

function isMentioned(text: Buffer, label: string | undefined, later: readonly ClassifiedStatement[]): boolean {
  const others = later.filter(({ kind }) => kind !== 'enum-add-value');
  if (label === undefined) return others.length > 0;
  return others.some(({ statement: { start, end, copyData } }) =>
    holdsWord(text.subarray(start, copyData?.end ?? end), Buffer.from(label)),
  );
}

function holdsWord(text: Buffer, word: Buffer): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const neighbours =
      text.toString('latin1', Math.max(0, at - 1), at) +
      text.toString('latin1', at + word.length, at + word.length + 1);
    if (!/[\w\x80-\xff]/.test(neighbours)) return true;
  }
  return false;
}
