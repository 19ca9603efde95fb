import { assertNever } from '../../errors';
import { holdsWord } from '../settings/mentions-name';
import type { Statement, StatementKind } from './statement';
import { nextToken, openTokens, type TokenKind } from './tokens';

/** A statement with its kind. */
export interface ClassifiedStatement {
  readonly statement: Statement;
  readonly kind: StatementKind;
}

/**
 * The first statement that seems to use a value which an `ALTER TYPE … ADD VALUE` before it adds, as its index:
 * PostgreSQL refuses that until the addition is committed (55P04), on 14 to 16 even for a type of the same transaction.
 * A use is a constant: a string that is the label, an array or a row that has it as an element, a line of copy data with
 * it as a field, and the same within a body of code. Comments, names and other words are none. A use that no text shows
 * (`enum_range`) is refused by the server, and nothing is kept.
 */
export function findNewEnumValueUse(text: Buffer, statements: readonly ClassifiedStatement[]): number | undefined {
  const labels: string[] = [];
  let isAnyAdded = false;
  for (const [index, { statement, kind }] of statements.entries()) {
    if (kind === 'enum-add-value') {
      const label = readAddedLabel(text, statement);
      if (label === undefined) isAnyAdded = true;
      else labels.push(label);
    } else if (isAnyAdded || labels.some((label) => usesLabel(text, statement, label))) return index;
  }
  return undefined;
}

/** The label that is added; undefined when it is written in a way (`E'…'`, a doubled quote) that a search would miss. */
export function readAddedLabel(text: Buffer, { start, end }: Statement): string | undefined {
  const cursor = openTokens(text.subarray(start, end));
  for (let kind = nextToken(cursor); kind !== 'end'; kind = nextToken(cursor)) {
    if (kind === 'string') return /^'([^'\\]+)'$/.exec(cursor.text.toString('utf8', cursor.start, cursor.end))?.[1];
  }
  return undefined;
}

function usesLabel(text: Buffer, { start, end, words, copyData }: Statement, label: string): boolean {
  // Its strings are told to people, and never read as values.
  if (words[0] === 'COMMENT' || words[0] === 'SECURITY') return false;
  return (
    usesConstant(text.subarray(start, end), label) ||
    (copyData !== undefined && isField(text.toString('utf8', copyData.start, copyData.end), label))
  );
}

function usesConstant(text: Buffer, label: string): boolean {
  // A look that costs little, since most statements do not have the word at all.
  if (!text.includes(label)) return false;
  const cursor = openTokens(text);
  for (let kind = nextToken(cursor); kind !== 'end'; kind = nextToken(cursor)) {
    if (isConstant(kind) && holdsLabel(cursor.text.toString('utf8', cursor.start, cursor.end), kind, label))
      return true;
  }
  return false;
}

function isConstant(kind: TokenKind): kind is 'string' | 'dollar-string' {
  return kind === 'string' || kind === 'dollar-string';
}

function holdsLabel(source: string, kind: 'string' | 'dollar-string', label: string): boolean {
  switch (kind) {
    case 'string': {
      const value = source.slice(source.indexOf("'") + 1, -1).replaceAll("''", "'");
      // An array, a row, JSON: the label is one of its elements.
      if (/^\s*[{([]/.test(value)) return holdsWord(value, label);
      return value === label || (value.includes("'") && usesConstant(Buffer.from(value), label));
    }
    case 'dollar-string': {
      const body = source.replace(/^\$[^$]*\$([\s\S]*)\$[^$]*\$$/, '$1');
      return body === label || usesConstant(Buffer.from(body), label);
    }
    default:
      return assertNever(kind);
  }
}

/** Fields end with a tab, a comma or whatever else the COPY says, so any word may be one. */
function isField(data: string, label: string): boolean {
  return holdsWord(data, label);
}
