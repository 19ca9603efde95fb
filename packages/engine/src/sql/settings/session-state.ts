import type { Statement } from '../statements/statement';
import { onlySets } from './read-settings';
import { readStatementTokens, type StatementToken, unquoteToken } from './statement-tokens';

/** What a statement leaves in its session for those after it, beside what it does in the database. */
export type SessionState =
  /** Settings, a prepared statement, a LISTEN, an advisory lock: in another session it is there again once it ran there. */
  | { readonly kind: 'repeatable' }
  /** A temporary object, or a cursor that outlives its transaction: what is in it is gone with the session. */
  | { readonly kind: 'lost'; readonly what: string; readonly name: string };

/** By its words; undefined for a statement that leaves nothing, or only what a function does in it. */
export function readSessionState(text: Buffer, statement: Statement): SessionState | undefined {
  switch (statement.words[0]) {
    case 'SET':
      return ofTransaction.has(statement.words[1] ?? '') ? undefined : repeatable;
    case 'RESET':
    case 'DEALLOCATE':
    case 'LISTEN':
    case 'UNLISTEN':
    case 'LOAD':
      return repeatable;
    case 'PREPARE':
      return statement.words[1] === 'TRANSACTION' ? undefined : repeatable;
    case 'SELECT':
      if (onlySets(text, statement) || onlyLocks(text, statement)) return repeatable;
      return statement.words.includes('INTO') ? readSelectInto(text, statement) : undefined;
    case 'CREATE':
      return readCreated(text, statement);
    case 'DECLARE':
      return readCursor(text, statement);
    default:
      return undefined;
  }
}

/** SET LOCAL, SET TRANSACTION and SET CONSTRAINTS end with their transaction. */
const ofTransaction = new Set(['LOCAL', 'TRANSACTION', 'CONSTRAINTS']);

const repeatable: SessionState = { kind: 'repeatable' };

/** Names stand near the beginning. */
const maxTokens = 60;

/** `SELECT pg_advisory_lock(1)` and its kin, which last as long as the session. */
function onlyLocks(text: Buffer, { start, end }: Statement): boolean {
  const source = text.toString('latin1', start, Math.min(end, start + 200));
  return /^select\s+(pg_catalog\.)?pg_(try_)?advisory_lock(_shared)?\s*\([^()]*(\([^()]*\))?[^()]*\)$/i.test(source);
}

function readCreated(text: Buffer, statement: Statement): SessionState | undefined {
  const { words } = statement;
  const isTemporary = words.slice(1, 5).some((word) => word === 'TEMP' || word === 'TEMPORARY');
  const isInTemporarySchema = !isTemporary && words.includes('PG_TEMP');
  if (!isTemporary && !isInTemporarySchema) return undefined;
  const tokens = readStatementTokens(text, statement, maxTokens);
  const at = tokens.findIndex(({ word }) => word !== undefined && objects.has(word));
  const object = tokens[at]?.word?.toLowerCase() ?? 'object';
  const afterIf = tokens[at + 1]?.word === 'IF' ? at + 4 : at + 1;
  return lost(isTemporary ? `temporary ${object}` : `${object} in pg_temp`, tokens.slice(afterIf));
}

const objects = new Set(['TABLE', 'VIEW', 'SEQUENCE', 'FUNCTION', 'PROCEDURE', 'TYPE', 'DOMAIN', 'AGGREGATE']);

/** `SELECT … INTO TEMP [TABLE] name …` */
function readSelectInto(text: Buffer, statement: Statement): SessionState | undefined {
  const tokens = readStatementTokens(text, statement, maxTokens);
  const at = tokens.findIndex(({ word }) => word === 'INTO');
  const isTemporary = tokens[at + 1]?.word === 'TEMP' || tokens[at + 1]?.word === 'TEMPORARY';
  if (!isTemporary) return undefined;
  return lost('temporary table', tokens.slice(tokens[at + 2]?.word === 'TABLE' ? at + 3 : at + 2));
}

/** `DECLARE name … CURSOR WITH HOLD FOR …`: any other cursor ends with its transaction. */
function readCursor(text: Buffer, statement: Statement): SessionState | undefined {
  const tokens = readStatementTokens(text, statement, maxTokens);
  const isHeld = tokens.some(({ word }, index) => word === 'WITH' && tokens[index + 1]?.word === 'HOLD');
  return isHeld ? lost('cursor', tokens.slice(1)) : undefined;
}

/** The name that begins tokens, without its schema. */
function lost(what: string, [first, dot, second]: readonly StatementToken[]): SessionState | undefined {
  const token = dot?.source === '.' ? second : first;
  if (!token) return undefined;
  const name = unquoteToken(token);
  return { kind: 'lost', what, name: token.kind === 'word' ? name.toLowerCase() : name };
}
