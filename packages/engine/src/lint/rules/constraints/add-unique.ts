import { type BlockingRule, withPartitions } from '../../rule';
import { parseAddedColumn } from '../../statements/added-column';
import { parseAddedConstraint } from '../../statements/added-constraint';
import { type ActionFact, eachAction } from '../../statements/each-action';
import type { Token } from '../../statements/tokens';

/** ADD UNIQUE and ADD PRIMARY KEY that build their index themselves. */
export const addUnique: BlockingRule = {
  name: 'add-unique',
  finds:
    '`ADD UNIQUE` and `ADD PRIMARY KEY` build an index under `ACCESS EXCLUSIVE`, also behind `ADD COLUMN`; a primary key `USING INDEX` reads the table unless its columns are `NOT NULL`.',
  example: 'ALTER TABLE big ADD CONSTRAINT big_n_key UNIQUE (n)',
  safeExample: 'CREATE UNIQUE INDEX CONCURRENTLY big_n_key ON big (n)',
  safeForm:
    'Build the index with CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … USING INDEX (--kind=add-constraint --constraint=unique); for a primary key make its columns NOT NULL first.',
  find: (statement) =>
    eachAction(statement, (action, table) => {
      const fact = findUnique(action);
      return fact && { ...fact, target: withPartitions(table) };
    }),
};

function findUnique(action: readonly Token[]): ActionFact | undefined {
  const fact = { lock: 'ACCESS EXCLUSIVE', effect: 'index-build' } as const;
  const column = parseAddedColumn(action);
  if (column) {
    if (!column.unique) return undefined;
    const what = `ADD COLUMN ${column.name} with a unique index`;
    return { ...fact, what, ...(column.ifNotExists && { unless: [{ kind: 'column-exists', column: column.name }] }) };
  }
  const constraint = parseAddedConstraint(action);
  if (constraint?.kind !== 'unique' && constraint?.kind !== 'primary-key') return undefined;
  const what = constraint.kind === 'unique' ? 'ADD UNIQUE' : 'ADD PRIMARY KEY';
  if (!constraint.usingIndex) return { ...fact, what };
  return constraint.kind === 'unique'
    ? undefined
    : {
        ...fact,
        effect: 'scan',
        what: `${what} USING INDEX over columns that may be null`,
        unless: [{ kind: 'index-not-null', index: constraint.usingIndex }],
      };
}
