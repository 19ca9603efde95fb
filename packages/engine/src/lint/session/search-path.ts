import { alwaysQuoteIdentifier } from '../../sql/names/quote';
import { foldName } from '../statements/names';
import { hasWords, splitAtCommas, type Token } from '../statements/tokens';
import { readConfigCall, settingOf, unquote } from './config-call';

/** What a statement makes of search_path. */
export type SearchPathChange =
  | { readonly kind: 'set'; readonly value: string }
  /** Back to the session's own. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'none' };

/** The search_path after `SET search_path`, `SET SCHEMA`, `RESET` or `SELECT set_config('search_path', …)`. */
export function readSearchPath(tokens: readonly Token[]): SearchPathChange {
  if (tokens[0]?.word === 'RESET' && (hasWords(tokens, 1, 'ALL') || hasWords(tokens, 1, 'SEARCH_PATH'))) {
    return { kind: 'reset' };
  }
  const called = readConfigCall(tokens, 'search_path');
  if (called !== undefined) return { kind: 'set', value: called };
  const at = settingOf(tokens);
  if (at === undefined) return { kind: 'none' };
  if (hasWords(tokens, at, 'SCHEMA') && tokens[at + 1]?.kind === 'string') return pathOf(tokens.slice(at + 1));
  if (!hasWords(tokens, at, 'SEARCH_PATH')) return { kind: 'none' };
  return hasWords(tokens, at + 2, 'DEFAULT') ? { kind: 'reset' } : pathOf(tokens.slice(at + 2));
}

function pathOf(tokens: readonly Token[]): SearchPathChange {
  const names = splitAtCommas(tokens).flatMap(([token]) => (token ? [nameOf(token)] : []));
  return {
    kind: 'set',
    value: names
      .filter((name) => name !== '')
      .map(alwaysQuoteIdentifier)
      .join(', '),
  };
}

function nameOf(token: Token): string {
  return token.kind === 'string' ? unquote(token) : foldName(token);
}
