import type { ParsedScript } from '../../migrations/migration';
import type { Statement } from '../../sql/statements/statement';
import type { StatementSyntax } from '../syntax/parse-statements';
import type { ReviewedScript, ReviewedStatement } from './file-rule';
import type { ReviewRequest, ScriptToReview } from './review';

/** A script with the syntax of its statements, as rules look at it. */
export function readReviewedScript(
  { id, path, role, parsed }: ScriptToReview,
  text: Buffer,
  syntax: ReadonlyMap<Statement, StatementSyntax>,
  { oldest }: ReviewRequest['majors'],
): ReviewedScript {
  const read = (source: Statement): ReviewedStatement => {
    const { node, base = source.start } = syntax.get(source) ?? {};
    return {
      source,
      node,
      offsetOf: (location) => (location === undefined ? source.start : base + location),
      sql: () => text.toString('utf8', source.start, source.end),
    };
  };
  const transactions = transactionsOf(parsed).map((statements) => statements.map(read));
  return { id, path, role, parsed, transactions, oldestMajor: oldest };
}

/** Those of a script that adds an enum value and uses it have statements of each other: for rules they are one. */
function transactionsOf({ mode, reason, units, statements }: ParsedScript): readonly (readonly Statement[])[] {
  const isDivided = mode === 'statements' && reason?.kind !== 'enum-value';
  return isDivided ? units.map((unit) => unit.statements) : [statements];
}
