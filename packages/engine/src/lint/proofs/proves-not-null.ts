import { foldName } from '../statements/names';
import { closingOf, hasWords, type Token } from '../statements/tokens';

/**
 * Whether a check that holds says that the column is not null, as PostgreSQL concludes it for SET NOT NULL: from
 * `c IS NOT NULL` beside anything behind AND, in each arm of OR, in a row, or as `NOT (c IS NULL)`. That `c > 0` is not
 * false says nothing of nulls.
 */
export function provesNotNull(check: readonly Token[], column: string): boolean {
  return proves(check, column, 'true');
}

/** Whether an expression that is known to be `value` tells it. */
function proves(expression: readonly Token[], column: string, value: 'true' | 'false'): boolean {
  const inside = withoutParentheses(expression);
  // AND inside of CASE splits nothing.
  if (inside.length === 0 || inside.some(({ word, depth }) => word === 'CASE' && depth === inside[0]?.depth))
    return false;
  const arms = splitAtWord(inside, 'OR');
  if (arms.length > 1) return combine(arms, column, value, value === 'true' ? 'each' : 'any');
  const parts = splitAtWord(inside, 'AND');
  if (parts.length > 1) return combine(parts, column, value, value === 'true' ? 'any' : 'each');
  if (inside[0]?.word === 'NOT') return proves(inside.slice(1), column, value === 'true' ? 'false' : 'true');
  return isTest(inside, column, value);
}

function combine(
  parts: readonly (readonly Token[])[],
  column: string,
  value: 'true' | 'false',
  needed: 'each' | 'any',
): boolean {
  const proven = (part: readonly Token[]) => proves(part, column, value);
  return needed === 'each' ? parts.every(proven) : parts.some(proven);
}

/** `c IS NOT NULL`, `c NOTNULL` and `(c, d) IS NOT NULL` when they are true, `c IS NULL` and `c ISNULL` when they are false. */
function isTest(test: readonly Token[], column: string, value: 'true' | 'false'): boolean {
  const endings = value === 'true' ? [['IS', 'NOT', 'NULL'], ['NOTNULL']] : [['IS', 'NULL'], ['ISNULL']];
  return endings.some((words) => {
    const at = test.length - words.length;
    return at > 0 && hasWords(test, at, ...words) && isColumn(test.slice(0, at), column, value);
  });
}

function isColumn(tested: readonly Token[], column: string, value: 'true' | 'false'): boolean {
  const [first, second] = tested;
  if (value === 'true' && (first?.kind === 'open' || (first?.word === 'ROW' && second?.kind === 'open'))) {
    const open = first.kind === 'open' ? 0 : 1;
    const isWhole = closingOf(tested, open) === tested.length - 1;
    return (
      isWhole &&
      tested.some((token) => token.depth === first.depth + 1 && foldName(token) === column && isAlone(tested, token))
    );
  }
  const name = withoutParentheses(tested);
  return name.length === 1 && name[0] !== undefined && foldName(name[0]) === column;
}

/** Whether a token is a whole member of a row. */
function isAlone(row: readonly Token[], token: Token): boolean {
  const at = row.indexOf(token);
  const isEdge = (one: Token | undefined) => one?.source === ',' || one?.kind === 'open' || one?.kind === 'close';
  return isEdge(row[at - 1]) && isEdge(row[at + 1]);
}

function withoutParentheses(tokens: readonly Token[]): readonly Token[] {
  const isWrapped = tokens[0]?.kind === 'open' && closingOf(tokens, 0) === tokens.length - 1;
  return isWrapped ? withoutParentheses(tokens.slice(1, -1)) : tokens;
}

/** Split outside parentheses; the AND of BETWEEN is none. */
function splitAtWord(tokens: readonly Token[], word: 'AND' | 'OR'): readonly (readonly Token[])[] {
  const depth = tokens[0]?.kind === 'close' ? 0 : Math.min(...tokens.map((token) => token.depth));
  const parts: Token[][] = [[]];
  let betweens = 0;
  for (const token of tokens) {
    const isOutside = token.depth === depth;
    if (isOutside && token.word === 'BETWEEN') betweens += 1;
    const isSplit = isOutside && token.word === word;
    if (isSplit && word === 'AND' && betweens > 0) betweens -= 1;
    else if (isSplit) {
      parts.push([]);
      continue;
    }
    parts.at(-1)?.push(token);
  }
  return parts;
}
