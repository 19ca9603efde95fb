import { readStatementTokens, type StatementToken } from '../settings/statement-tokens';
import type { Statement } from './statement';

/** The first words of a statement as they are written, as `REINDEX TABLE app.pt`; no constant, which may be a secret. */
export function describeStatement(text: Buffer, statement: Statement): string {
  const tokens = readStatementTokens(text, statement, maxTokens);
  const end = tokens.findIndex((token) => !isName(token) && token.source !== '.');
  return joinNames(end < 0 ? tokens : tokens.slice(0, end));
}

/** A verb of some words and a name of two parts. */
const maxTokens = 8;

function isName({ kind }: StatementToken): boolean {
  return kind === 'word' || kind === 'quoted-identifier';
}

function joinNames(tokens: readonly StatementToken[]): string {
  return tokens.reduce((text, { source }) => {
    const isPart = text === '' || source === '.' || text.endsWith('.');
    return isPart ? text + source : `${text} ${source}`;
  }, '');
}
