import type { ParsedScript } from '../migrations/migration';
import { describeExcerpt } from '../sql/describe-excerpt';
import { type Location, locateOffset } from '../sql/positions';
import type { Statement } from '../sql/statement';
import { parseAlterTable } from './alter-table';
import { type Ignore, readIgnores } from './ignores';
import type { StatementView } from './rule';
import { readTokens } from './tokens';

/** A statement of a script, with what findings need to say of it. */
export interface LintStatement extends StatementView {
  readonly ignores: readonly Ignore[];
  readonly locate: () => Location;
  /** The line with a caret. */
  readonly excerpt: () => string;
}

/** A script of a run, as the linter looks at it. */
export interface LintScript {
  readonly id: string;
  readonly path: string;
  /** Its statements, those together that are committed together. Only kinds that matter to a rule. */
  readonly transactions: readonly (readonly LintStatement[])[];
}

/** First words of statements that can make others wait, or that change what later names mean. */
const relevant = new Set([
  ...['ALTER', 'CALL', 'CLUSTER', 'CREATE', 'DELETE', 'DO', 'DROP', 'LOCK', 'MERGE', 'REFRESH', 'REINDEX', 'RESET'],
  ...['SET', 'TRUNCATE', 'UPDATE', 'VACUUM', 'WITH'],
]);

/** A parsed script for the linter. One over 8 MB is not in memory and has no statements. */
export function readLintScript(id: string, path: string, parsed: ParsedScript): LintScript {
  const { text } = parsed.script;
  if (text === undefined) return { id, path, transactions: [] };
  const ends = new Map<Statement, number>();
  let previousEnd = 0;
  for (const statement of parsed.statements) {
    ends.set(statement, previousEnd);
    previousEnd = statement.copyData?.end ?? statement.end;
  }
  const transactions =
    parsed.mode === 'statements' ? parsed.units.map(({ statements }) => statements) : [parsed.statements];
  return {
    id,
    path,
    transactions: transactions.map((statements) =>
      statements.filter(isRelevant).map((statement) => readStatement(text, statement, ends.get(statement) ?? 0)),
    ),
  };
}

function isRelevant({ words }: Statement): boolean {
  return relevant.has(words[0] ?? '') || (words[0] === 'SELECT' && words.includes('SET_CONFIG'));
}

function readStatement(text: Buffer, statement: Statement, previousEnd: number): LintStatement {
  const tokens = readTokens(text, statement);
  const locate = () => locateOffset(text, statement.start);
  return {
    tokens,
    alterTable: parseAlterTable(tokens),
    ignores: readIgnores(text, previousEnd, statement.start),
    locate,
    excerpt: () => describeExcerpt(text, locate()),
  };
}
