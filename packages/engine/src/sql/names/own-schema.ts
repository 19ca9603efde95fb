import type { SqlProblem, Statement } from '../statements/statement';
import { nextToken, openTokens, type TokenKind } from '../statements/tokens';

/** The schema of the history. A dump of a database that was migrated by us holds it, and `--clean` drops it first. */
const ownSchema = 'pgrestify';
/** What lies in it, so that a column of a table with its name is told from it. */
const ownObjects: ReadonlySet<string> = new Set(['migrations', 'migration_events', 'environment', 'refuse']);

/**
 * Statements that define, write or make the search path lead into our own schema, each at its first mention. Reading it
 * and granting rights on it is everybody's business; a table, column or alias of that name is not meant, and neither is
 * what stands in a string or a comment. Pure.
 */
export function findOwnSchema(text: Buffer, statements: readonly Statement[]): readonly SqlProblem[] {
  return statements.flatMap((statement) => {
    const offset = mentions(text, statement) ? findMention(readTokens(text, statement)) : undefined;
    return offset === undefined ? [] : [{ code: 'HISTORY_SCHEMA_USED', message: reason, offset } as const];
  });
}

const reason = `The schema ${ownSchema} holds the history of the database: a script must not change it`;

/** Most scripts do not hold the word at all. */
function mentions(text: Buffer, { start, end }: Statement): boolean {
  return /pgrestify/i.test(text.toString('latin1', start, end));
}

interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  /** What a name means; of anything else its source. */
  readonly name: string;
  /** Upper-cased, only of an unquoted word. */
  readonly word: string | undefined;
}

function readTokens(text: Buffer, { start, end }: Statement): readonly Token[] {
  const cursor = openTokens(text.subarray(0, end), start);
  const tokens: Token[] = [];
  for (let kind = nextToken(cursor); kind !== 'end'; kind = nextToken(cursor)) {
    const source = text.toString('utf8', cursor.start, cursor.end);
    const isWord = kind === 'word';
    const name = kind === 'quoted-identifier' ? source.slice(1, -1) : isWord ? source.toLowerCase() : source;
    tokens.push({ kind, start: cursor.start, name, word: isWord ? source.toUpperCase() : undefined });
  }
  return tokens;
}

function findMention(tokens: readonly Token[]): number | undefined {
  const isNamed = tokens.map((token) => isName(token) && token.name === ownSchema);
  // A table or alias of the name: what is qualified by it are its columns.
  const isTable = isNamed.some((named, at) => named && !isQualifier(tokens, at) && !isSchema(tokens, at));
  const at = tokens.findIndex((token, index) => {
    if (token.kind === 'string') return leadsInto(tokens, index);
    if (!isNamed[index] || tokens[index - 1]?.name === '.') return false;
    if (!isQualifier(tokens, index)) return isSchema(tokens, index);
    return isWritten(tokens, index) && (!isTable || ownObjects.has(tokens[index + 2]?.name ?? ''));
  });
  return tokens[at]?.start;
}

/** `pgrestify.x`, but not of a setting of that name. */
function isQualifier(tokens: readonly Token[], at: number): boolean {
  return tokens[at + 1]?.name === '.' && tokens[at - 1]?.name !== '.' && !settingVerbs.has(tokens[at - 1]?.word ?? '');
}

const settingVerbs: ReadonlySet<string> = new Set(['SET', 'RESET', 'SHOW', 'LOCAL', 'SESSION']);

/** Whether it stands where a schema is named. */
function isSchema(tokens: readonly Token[], at: number): boolean {
  if (hasSearchPathBefore(tokens, at)) return true;
  let before = at - 1;
  while (tokens[before]?.name === ',') before -= 2;
  while (existence.has(tokens[before]?.word ?? '')) before -= 1;
  switch (tokens[before]?.word) {
    case 'SCHEMA':
    case 'AUTHORIZATION':
      return !isReading(tokens);
    case 'TO':
      return tokens[1]?.word === 'SCHEMA' && tokens[before - 1]?.word === 'RENAME';
    case 'INTO':
      return tokens[0]?.word === 'IMPORT';
    default:
      return false;
  }
}

const existence: ReadonlySet<string> = new Set(['IF', 'NOT', 'EXISTS']);

function hasSearchPathBefore(tokens: readonly Token[], at: number): boolean {
  return tokens.slice(0, at).some(({ word }, index) => word === 'SEARCH_PATH' && tokens[index - 1]?.name !== '.');
}

/** A string that names it as a schema: of SET SCHEMA, of search_path, of set_config. */
function leadsInto(tokens: readonly Token[], at: number): boolean {
  const names = (tokens[at]?.name ?? '').slice(1, -1).split(',');
  if (!names.some((name) => name.trim().replace(/^"(.*)"$/, '$1') === ownSchema)) return false;
  const isOfSetConfig = tokens[at - 2]?.name === "'search_path'" && tokens[at - 4]?.word === 'SET_CONFIG';
  return isOfSetConfig || tokens[at - 1]?.word === 'SCHEMA' || hasSearchPathBefore(tokens, at);
}

/** Whether the statement does more with what is named there than read it. */
function isWritten(tokens: readonly Token[], at: number): boolean {
  return !isReading(tokens) || tokens[at - 1]?.word === 'INTO';
}

function isReading(tokens: readonly Token[]): boolean {
  const first = tokens.find(({ kind }) => kind !== 'open')?.word ?? '';
  if (first === 'WITH') return !tokens.some(({ word }) => changes.has(word ?? ''));
  return readers.has(first);
}

const readers: ReadonlySet<string> = new Set(['SELECT', 'VALUES', 'TABLE', 'SHOW', 'GRANT', 'REVOKE']);
const changes: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

function isName({ kind }: Token): boolean {
  return kind === 'word' || kind === 'quoted-identifier';
}
