import type { RawStmt } from 'libpg-query';
import type { ParsedScript } from '../../migrations/migration';
import type { Statement } from '../../sql/statements/statement';
import type { Grammar } from './grammar';
import type { SyntaxNode } from './nodes';

/** A statement with its syntax tree. */
export interface StatementSyntax {
  /** Undefined where the grammar does not know the statement, or it is data only. */
  readonly node: SyntaxNode | undefined;
  /** The byte of the script at which the tree's locations begin. */
  readonly base: number;
  /** What the grammar says of a statement that it does not know, and the byte of the script where. */
  readonly problem: { readonly message: string; readonly offset: number } | undefined;
}

/** A text over this size goes statement by statement: the grammar takes 60 times its size in memory. */
const maxTextBytes = 1_000_000;
/** A statement over this size loads data; no rule looks into it. */
const maxStatementBytes = 1_000_000;

/**
 * The syntax trees of a script's statements. All in one call where the grammar takes the script as it is, which costs
 * half; else one by one: what psql reads is in no grammar, and one statement of a newer server must not hide the others.
 */
export function parseStatements(grammar: Grammar, parsed: ParsedScript): ReadonlyMap<Statement, StatementSyntax> {
  const { script, statements, message } = parsed;
  const { text } = script;
  if (text === undefined || statements.length === 0) return new Map();
  const whole = text.length > maxTextBytes ? undefined : parseWhole(grammar, message || text.toString('utf8'));
  return new Map(
    statements.map((statement) => {
      const node = whole?.get(statement.start);
      return [statement, node ? { node, base: 0, problem: undefined } : parseOne(grammar, text, statement)];
    }),
  );
}

/** By the byte at which they begin. */
function parseWhole(grammar: Grammar, text: string): ReadonlyMap<number, SyntaxNode> | undefined {
  try {
    const { stmts = [] } = grammar.parse(text);
    return new Map(stmts.flatMap(({ stmt, stmt_location: at = 0 }: RawStmt) => (stmt ? [[at, stmt] as const] : [])));
  } catch {
    return undefined;
  }
}

function parseOne(grammar: Grammar, text: Buffer, { start, end }: Statement): StatementSyntax {
  if (end - start > maxStatementBytes) return { node: undefined, base: start, problem: undefined };
  const sql = text.toString('utf8', start, end);
  try {
    const [first] = grammar.parse(sql).stmts ?? [];
    return { node: first?.stmt, base: start, problem: undefined };
  } catch (error) {
    return { node: undefined, base: start, problem: readProblem(error, sql, start) };
  }
}

/** The grammar counts its position in characters, from 0. */
function readProblem(error: unknown, sql: string, start: number): StatementSyntax['problem'] {
  const message = error instanceof Error ? error.message : String(error);
  const details = error instanceof Error && 'sqlDetails' in error ? error.sqlDetails : undefined;
  const position =
    typeof details === 'object' && details !== null && 'cursorPosition' in details ? details.cursorPosition : undefined;
  const characters = typeof position === 'number' ? [...sql].slice(0, position).join('') : '';
  return { message, offset: start + Buffer.byteLength(characters) };
}
