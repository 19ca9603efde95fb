import type { BlockingRule } from '../../rule';
import { eachAddedColumn } from '../../statements/each-action';
import { readNameAt } from '../../statements/names';
import type { Token } from '../../statements/tokens';

/** ADD COLUMN with a default that differs from row to row, or of a domain that checks. */
export const addColumnDefault: BlockingRule = {
  name: 'add-column-default',
  finds:
    '`ADD COLUMN … DEFAULT` with a function that gives another value at each call writes every row anew; a constant, or `now()`, does not. Nor may the type be a domain with constraints, or with such a default.',
  example: 'ALTER TABLE big ADD COLUMN token uuid DEFAULT gen_random_uuid()',
  safeExample: 'ALTER TABLE big ADD COLUMN token uuid, ALTER COLUMN token SET DEFAULT gen_random_uuid()',
  safeForm:
    'Add the column without a default, then ALTER COLUMN … SET DEFAULT, and fill the rows with a migration of --kind=backfill.',
  find: (statement) =>
    eachAddedColumn(statement, ({ name, type, default: expression }) => ({
      lock: 'ACCESS EXCLUSIVE',
      effect: 'rewrite',
      what: `ADD COLUMN ${name} ${type}${expression ? ' with its default' : ''}`,
      unless: [
        {
          kind: 'computed-once',
          functions: readFunctions(expression ?? []),
          type,
          hasDefault: expression !== undefined,
        },
      ],
    })),
};

/** What looks like a call and is grammar. */
const grammar = new Set([
  ...['CAST', 'COALESCE', 'NULLIF', 'GREATEST', 'LEAST', 'ROW', 'EXTRACT', 'OVERLAY', 'POSITION', 'SUBSTRING', 'TRIM'],
  ...[
    'CURRENT_TIME',
    'CURRENT_TIMESTAMP',
    'LOCALTIME',
    'LOCALTIMESTAMP',
    'NORMALIZE',
    'AND',
    'OR',
    'NOT',
    'IN',
    'CASE',
  ],
  ...['WHEN', 'THEN', 'ELSE', 'TREAT', 'NUMERIC', 'DECIMAL', 'DEC', 'CHAR', 'CHARACTER', 'VARCHAR', 'VARYING', 'BIT'],
  ...['FLOAT', 'TIME', 'TIMESTAMP', 'INTERVAL', 'NCHAR', 'XMLELEMENT', 'XMLCONCAT', 'JSON_OBJECT', 'JSON_ARRAY'],
]);

/** Keys of the names that are called in an expression. */
function readFunctions(expression: readonly Token[]): readonly string[] {
  const found = new Set<string>();
  for (let at = 0; at < expression.length; at += 1) {
    const isGrammar = grammar.has(expression[at]?.word ?? '');
    const read = isGrammar ? undefined : readNameAt(expression, at);
    if (read && expression[read.next]?.kind === 'open') found.add(read.name.key);
    if (read) at = read.next - 1;
  }
  return [...found];
}
