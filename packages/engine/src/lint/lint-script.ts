import type { ParsedScript, ScriptMode } from '../migrations/migration';
import { splitPieces } from '../sql/statements/split-pieces';
import type { Statement } from '../sql/statements/statement';
import { describeExcerpt } from '../sql/text/describe-excerpt';
import { type Location, locateOffset } from '../sql/text/positions';
import { type Ignore, readIgnores } from './ignores';
import type { StatementView } from './rule';
import { parseAlterTable } from './statements/alter-table';
import { readTokens } from './statements/tokens';

/** A statement of a script, with what findings need to say of it. */
export interface LintStatement extends StatementView {
  /** Where it comes from; undefined where the text is not in memory. */
  readonly source: Statement | undefined;
  /** The file that it stands in: that of its script, or of a hook around it. */
  readonly path: string;
  readonly ignores: readonly Ignore[];
  readonly locate: () => Location;
  /** The line with a caret; undefined where the text is not in memory. */
  readonly excerpt: () => string | undefined;
}

/** A script of a run, as the linter looks at it. */
export interface LintScript {
  readonly id: string;
  readonly path: string;
  /** Its statements, those together that are committed together. Only kinds that matter to a rule. */
  readonly transactions: readonly (readonly LintStatement[])[];
  /** Whether it has more of them than are looked at. */
  readonly isCutShort: boolean;
}

/** First words of statements that can make others wait, or that change what later names mean. */
const relevant = new Set([
  ...['ALTER', 'CALL', 'CLUSTER', 'COPY', 'CREATE', 'DELETE', 'DO', 'DROP', 'LOCK', 'MERGE', 'REFRESH', 'REINDEX'],
  ...['REPACK', 'RESET', 'SET', 'TABLE', 'TRUNCATE', 'UPDATE', 'VACUUM', 'WITH'],
]);

/** A parsed script for the linter, whose text is in memory. */
export function readLintScript(id: string, path: string, parsed: ParsedScript): LintScript {
  const { text } = parsed.script;
  if (text === undefined) return { id, path, transactions: [], isCutShort: false };
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
    isCutShort: false,
    transactions: transactions.map((statements) =>
      statements
        .filter((one) => isRelevant(one, text))
        .map((statement) => ({
          ...readLintStatement(path, text, statement),
          ignores: readIgnores(text, ends.get(statement) ?? 0, statement.start),
        })),
    ),
  };
}

/** What runs around a script in its transaction, for the linter. */
export interface LintHooks {
  readonly beforeEach?: ParsedScript;
  readonly afterEach?: ParsedScript;
}

/**
 * A script with what runs around it: in its own transaction, and where it is taken apart, before it in one by itself and
 * behind it with its last part.
 */
export function withLintHooks(script: LintScript, mode: ScriptMode, { beforeEach, afterEach }: LintHooks): LintScript {
  const [before, after] = [beforeEach, afterEach].map((hook) => (hook ? readHook(script.id, hook) : []));
  const { transactions } = script;
  if (mode !== 'statements') return { ...script, transactions: [[before, ...transactions, after].flat(2)] };
  return { ...script, transactions: [before, ...transactions.slice(0, -1), [transactions.slice(-1), after].flat(2)] };
}

function readHook(id: string, hook: ParsedScript): readonly LintStatement[] {
  return readLintScript(id, hook.script.path, hook).transactions.flat();
}

/** Enough for a script that loads data, where few statements are of these kinds; memory stays bounded. */
const maxLargeStatements = 10_000;

/** A script over 8 MB, which is one transaction, from the pieces of its file. Comments in it waive nothing. */
export function readLargeLintScript(id: string, path: string, pieces: Iterable<Buffer>): LintScript {
  const statements: LintStatement[] = [];
  for (const part of splitPieces(pieces)) {
    if (part.kind !== 'statement' || !isRelevant({ ...part.statement, start: 0, end: part.bytes.length }, part.bytes))
      continue;
    if (statements.length === maxLargeStatements) return { id, path, transactions: [statements], isCutShort: true };
    const { bytes, location } = part;
    const tokens = readTokens(bytes, { start: 0, end: bytes.length });
    statements.push({
      tokens,
      path,
      source: undefined,
      alterTable: parseAlterTable(tokens),
      ignores: [],
      locate: () => location,
      excerpt: () => undefined,
    });
  }
  return { id, path, transactions: [statements], isCutShort: false };
}

/** Whether a statement matters to a rule, or to those that follow it. */
export function isRelevant({ words, start, end }: Statement, text: Buffer): boolean {
  const [first] = words;
  // Of the rows that a script loads there may be very many, and they are no work on another table.
  if (first === 'INSERT' || first === 'SELECT') {
    const written = text.toString('latin1', start, end);
    return /\bfrom\b|\bset_config\b|\btable\b/i.test(written);
  }
  return relevant.has(first ?? '');
}

/** A statement of a script in memory; comments over it apart. */
export function readLintStatement(path: string, text: Buffer, statement: Statement): LintStatement {
  const tokens = readTokens(text, statement);
  const locate = () => locateOffset(text, statement.start);
  return {
    path,
    source: statement,
    tokens,
    alterTable: parseAlterTable(tokens),
    ignores: [],
    locate,
    excerpt: () => describeExcerpt(text, locate()),
  };
}
