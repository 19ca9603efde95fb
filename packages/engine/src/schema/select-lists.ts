import { readTokens, type TextToken } from './text-tokens';

type Tokens = readonly TextToken[];

/**
 * The query of a view, as the server writes it, with the entries of its select lists in the order of their texts: `SELECT *`
 * over a table whose columns stand otherwise is the same view but for the order of its columns. Two views with one such
 * form have the same columns by name. The lists of a UNION are put in order together, as they belong together by place.
 */
export function sortSelectLists(query: string): string {
  return writeQuery(readTokens(query).filter(({ kind }) => kind !== 'end'));
}

const setOperators: ReadonlySet<string> = new Set(['UNION', 'INTERSECT', 'EXCEPT']);

/** Reserved words that end a select list; each is quoted where it is a name. */
const afterList: ReadonlySet<string> = new Set([
  ...['FROM', 'WHERE', 'GROUP', 'HAVING', 'WINDOW', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH', 'FOR', ';'],
]);

/** A SELECT in three parts. */
interface Branch {
  readonly head: Tokens;
  readonly list: readonly Tokens[];
  readonly tail: Tokens;
}

function writeQuery(tokens: Tokens): string {
  const branches = splitAt(tokens, ({ kind, text }) => kind === 'word' && setOperators.has(text), 'kept').map(
    readBranch,
  );
  const width = branches[0]?.list.length ?? 0;
  if (branches.some(({ list }) => list.length !== width)) return write(tokens);
  const places = Array.from({ length: width }, (_, place) => branches.map(({ list }) => write(list[place] ?? [])));
  const sorted = places
    .map((texts) => ({ texts, key: JSON.stringify(texts) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return branches
    .map(({ head, tail }, index) => {
      const list = sorted.map(({ texts }) => texts[index]).join(', ');
      return `${write(head)} ${list} ${write(tail)}`;
    })
    .join(' ');
}

/** A branch without a select list, as VALUES or one in parentheses, is all head. */
function readBranch(tokens: Tokens): Branch {
  const places = topLevel(tokens);
  const select = places.find((place) => isWord(tokens[place], 'SELECT'));
  if (select === undefined) return { head: tokens, list: [], tail: [] };
  let start = select + 1;
  if (isWord(tokens[start], 'DISTINCT')) start += 1;
  if (isWord(tokens[start], 'ON')) start = (places.find((place) => place > start + 1) ?? tokens.length - 1) + 1;
  const end = places.find((place) => place >= start && endsList(tokens, place)) ?? tokens.length;
  const list = splitAt(tokens.slice(start, end), ({ text }) => text === ',', 'dropped');
  return { head: tokens.slice(0, start), list, tail: tokens.slice(end) };
}

/** `WITHIN GROUP (…)` and `IS DISTINCT FROM` are parts of an expression. */
function endsList(tokens: Tokens, place: number): boolean {
  const before = tokens[place - 1];
  if (isWord(before, 'WITHIN') || isWord(before, 'DISTINCT')) return false;
  return afterList.has(tokens[place]?.text ?? '');
}

/** Tokens as text, and the queries of FROM and WITH in them with their lists in order. */
function write(tokens: Tokens): string {
  const texts: string[] = [];
  for (let place = 0; place < tokens.length; place++) {
    const token = tokens[place];
    if (token?.kind === 'open' && isNamedQuery(tokens, place)) {
      const end = closeOf(tokens, place);
      texts.push('(', writeQuery(tokens.slice(place + 1, end)), ')');
      place = end;
    } else texts.push(token?.text ?? '');
  }
  return texts.join(' ');
}

const beforeNamedQuery: ReadonlySet<string> = new Set(['FROM', 'JOIN', 'LATERAL', ',', '(']);

/** Whether a query begins in this parenthesis whose columns are used by name: one without a list of names of its own. */
function isNamedQuery(tokens: Tokens, open: number): boolean {
  if (!isWord(tokens[open + 1], 'SELECT') && !isWord(tokens[open + 1], 'WITH')) return false;
  const before = tokens[open - 1]?.text ?? '';
  // WITH name (column, …) AS (
  if (before === 'AS' || before === 'MATERIALIZED') return !hasColumnNames(tokens, open);
  // FROM (…) name (column, …)
  return beforeNamedQuery.has(before) && tokens[closeOf(tokens, open) + 2]?.kind !== 'open';
}

function hasColumnNames(tokens: Tokens, open: number): boolean {
  const as = tokens.slice(0, open).findLastIndex((token) => isWord(token, 'AS'));
  return tokens[as - 1]?.kind === 'close';
}

function closeOf(tokens: Tokens, open: number): number {
  let depth = 0;
  for (let place = open; place < tokens.length; place++) {
    if (tokens[place]?.kind === 'open') depth += 1;
    if (tokens[place]?.kind === 'close') depth -= 1;
    if (depth === 0) return place;
  }
  return tokens.length;
}

/** Places of the tokens outside of parentheses; of a pair of parentheses, both. */
function topLevel(tokens: Tokens): readonly number[] {
  const places: number[] = [];
  for (let place = 0; place < tokens.length; place++) {
    places.push(place);
    if (tokens[place]?.kind !== 'open') continue;
    place = closeOf(tokens, place);
    places.push(place);
  }
  return places;
}

/** Pieces between the tokens outside of parentheses that divide; such a token begins the next piece, or is dropped. */
function splitAt(
  tokens: Tokens,
  divides: (token: TextToken) => boolean,
  divider: 'kept' | 'dropped',
): readonly Tokens[] {
  const pieces: Tokens[] = [];
  let start = 0;
  for (const place of topLevel(tokens)) {
    const token = tokens[place];
    if (token === undefined || !divides(token)) continue;
    pieces.push(tokens.slice(start, place));
    start = divider === 'kept' ? place : place + 1;
  }
  return [...pieces, tokens.slice(start)];
}

function isWord(token: TextToken | undefined, text: string): boolean {
  return token?.kind === 'word' && token.text === text;
}
