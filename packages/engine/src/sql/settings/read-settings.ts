import type { Statement } from '../statements/statement';
import { readIsolationLevel } from './isolation-level';
import { readStatementTokens, type StatementToken, unquoteToken } from './statement-tokens';

/** A setting that a statement makes. */
export interface Setting {
  /** In lower case, as `search_path`; `role` and `session_authorization` for the statements that have no `=`. */
  readonly name: string;
  /** In lower case and without quotes; undefined when it is put back (RESET, DEFAULT) or no constant. */
  readonly value: string | undefined;
  /** How long it holds: to the session's end, or its transaction's. */
  readonly scope: 'session' | 'transaction';
}

/** Enough for any statement that only makes settings. */
const maxTokens = 400;

/**
 * The settings that a statement makes by its words: SET and RESET in all their forms, the modes of BEGIN, START
 * TRANSACTION and SET TRANSACTION, and calls of `set_config` with constants in a SELECT. Others have none.
 */
export function readSettings(text: Buffer, statement: Statement): readonly Setting[] {
  switch (statement.words[0]) {
    case 'SET':
      return readSet(readStatementTokens(text, statement, maxTokens).slice(1));
    case 'RESET': {
      const name = statement.words.slice(1).join(' ');
      return [{ name: spellings.get(name) ?? name.toLowerCase(), value: undefined, scope: 'session' }];
    }
    case 'BEGIN':
    case 'START':
      return readModes(readStatementTokens(text, statement, maxTokens), 'transaction');
    case 'SELECT':
      return holdsSetConfig(text, statement) ? readCalls(readStatementTokens(text, statement, maxTokens)) : [];
    default:
      return [];
  }
}

/** Whether a statement does nothing but make settings, so that it may be run a second time. */
export function onlySets(text: Buffer, statement: Statement): boolean {
  switch (statement.words[0]) {
    case 'SET':
      // It needs the constraint that it names.
      return statement.words[1] !== 'CONSTRAINTS';
    case 'RESET':
      return true;
    case 'SELECT': {
      if (!holdsSetConfig(text, statement)) return false;
      const tokens = readStatementTokens(text, statement, maxTokens);
      return readCalls(tokens).length > 0 && onlyCalls.test(describeShape(tokens));
    }
    default:
      return false;
  }
}

/** SET CONSTRAINTS and SET TRANSACTION are about a transaction, and no settings that a session keeps. */
function readSet(tokens: readonly StatementToken[]): readonly Setting[] {
  const [first, second] = tokens;
  const isScoped = first?.word === 'LOCAL' || (first?.word === 'SESSION' && !ofSession.has(second?.word ?? ''));
  const scope = first?.word === 'LOCAL' ? 'transaction' : 'session';
  const rest = isScoped ? tokens.slice(1) : tokens;
  const words = rest.map(({ word }) => word ?? '');
  if (words[0] === 'CONSTRAINTS') return [];
  if (words[0] === 'TRANSACTION') return readModes(rest, 'transaction');
  if (words[0] === 'SESSION' && words[1] === 'CHARACTERISTICS') return readModes(rest, 'session');
  const special = [2, 1].find((length) => spellings.has(words.slice(0, length).join(' ')));
  if (special !== undefined) {
    const name = spellings.get(words.slice(0, special).join(' ')) ?? '';
    return [{ name, value: constantOf(rest[special]), scope }];
  }
  const at = rest.findIndex(({ source, word }) => source === '=' || word === 'TO');
  if (at < 1) return [];
  const name = rest.slice(0, at).map((token) => unquoteToken(token).toLowerCase());
  return [{ name: name.join(''), value: constantOf(rest[at + 1]), scope }];
}

/** What SET SESSION begins that is not the scope of a setting. */
const ofSession = new Set(['AUTHORIZATION', 'CHARACTERISTICS']);

/** Statements with words of their own, and the setting that they make. */
const spellings: ReadonlyMap<string, string> = new Map([
  ['ROLE', 'role'],
  ['SESSION AUTHORIZATION', 'session_authorization'],
  ['TIME ZONE', 'timezone'],
  ['NAMES', 'client_encoding'],
  ['TRANSACTION ISOLATION LEVEL', 'transaction_isolation'],
]);

/** The transaction modes among tokens, as the settings that they are; those of the session have names of their own. */
function readModes(tokens: readonly StatementToken[], scope: Setting['scope']): readonly Setting[] {
  const prefix = scope === 'session' ? 'default_' : '';
  return tokens.flatMap(({ word }, index): readonly Setting[] => {
    const next = tokens.slice(index + 1, index + 4).map((token) => token.word);
    if (word === 'ISOLATION' && next[0] === 'LEVEL') {
      const value = readIsolationLevel(next.slice(1))?.toLowerCase();
      return [{ name: `${prefix}transaction_isolation`, value, scope }];
    }
    const isAccess = word === 'READ' && (next[0] === 'ONLY' || next[0] === 'WRITE');
    return isAccess
      ? [{ name: `${prefix}transaction_read_only`, value: next[0] === 'ONLY' ? 'on' : 'off', scope }]
      : [];
  });
}

function constantOf(token: StatementToken | undefined): string | undefined {
  return token === undefined || token.word === 'DEFAULT' ? undefined : unquoteToken(token).toLowerCase();
}

function holdsSetConfig(text: Buffer, { start, end }: Statement): boolean {
  return end - start < maxCallBytes && /set_config/i.test(text.toString('latin1', start, end));
}

/** A SELECT that is longer does more than set. */
const maxCallBytes = 10_000;

/** Calls `set_config('name', 'value', is_local)`. */
function readCalls(tokens: readonly StatementToken[]): readonly Setting[] {
  return tokens.flatMap(({ word }, index): readonly Setting[] => {
    const [open, name, , value, , isLocal] = tokens.slice(index + 1, index + 7);
    if (word !== 'SET_CONFIG' || open?.kind !== 'open' || name?.kind !== 'string') return [];
    const scope = /^('?(true|t|1|on|yes))/i.test(isLocal?.source ?? '') ? 'transaction' : 'session';
    const constant = value?.kind === 'string' ? unquoteToken(value).toLowerCase() : undefined;
    return [{ name: unquoteToken(name).toLowerCase(), value: constant, scope }];
  });
}

/** `SELECT set_config('a', 'b', true) AS x, pg_catalog.set_config(…)`: a letter for each token that may be there. */
const onlyCalls = /^s(p\.)?c\(t,t,w\)(a?w)?(,(p\.)?c\(t,t,w\)(a?w)?)*$/;

function describeShape(tokens: readonly StatementToken[]): string {
  return tokens.map((token, index) => (index === 0 ? 's' : shapeOf(token))).join('');
}

function shapeOf({ kind, source, word }: StatementToken): string {
  switch (kind) {
    case 'word':
      return { SET_CONFIG: 'c', PG_CATALOG: 'p', AS: 'a' }[word ?? ''] ?? 'w';
    case 'string':
      return 't';
    case 'quoted-identifier':
      return 'w';
    default:
      return source;
  }
}
