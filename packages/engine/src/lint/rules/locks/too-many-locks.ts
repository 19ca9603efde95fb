import { type FileRule, liveScripts, type ReviewedStatement } from '../../review/file-rule';
import { kindOf, nodeOf, nodesOf } from '../../syntax/nodes';

/** What a server has room for unless it is configured: max_locks_per_transaction (64) for each of 100 connections. */
const defaultLocks = 6_400;

/** A transaction that locks more objects than a server has room for. */
export const tooManyLocks: FileRule = {
  name: 'too-many-locks',
  group: 'locks',
  severity: 'warning',
  finds:
    'A transaction keeps a lock for each table, index and sequence that it makes or touches. There is room for `max_locks_per_transaction` times `max_connections`, 6,400 unless configured; beyond it the script fails with `out of shared memory` (SQLSTATE 53200), and others fail meanwhile.',
  safeForm: 'Divide the script into several migrations, or begin it with `-- pgrestify: transaction off`.',
  example: manyTables(1_700),
  safeExample: 'CREATE TABLE t (id int PRIMARY KEY, v text)',
  scripts: liveScripts,
  visitEach: ({ transaction, at }) => {
    // Told once, where it is known.
    if (at !== transaction.length - 1) return [];
    const locks = transaction.reduce((sum, statement) => sum + locksOf(statement), 0);
    if (locks <= defaultLocks) return [];
    return [
      {
        message: `the transaction needs some ${locks} locks, and a server has room for ${defaultLocks} unless configured`,
      },
    ];
  },
};

function manyTables(count: number): string {
  return Array.from({ length: count }, (_, at) => `CREATE TABLE t${at} (id int PRIMARY KEY, v text)`).join(';\n');
}

/** Those of what a statement makes: a table with its TOAST table and that one's index, and one for each index. */
function locksOf({ node }: ReviewedStatement): number {
  const create = nodeOf('CreateStmt', node);
  if (!create) return node && kindOf(node) === 'IndexStmt' ? 1 : 0;
  const columns = nodesOf('ColumnDef', create.tableElts);
  const constraints = [
    ...nodesOf('Constraint', create.tableElts),
    ...columns.flatMap((column) => nodesOf('Constraint', column.constraints)),
  ];
  return 3 + constraints.filter(({ contype }) => contype === 'CONSTR_PRIMARY' || contype === 'CONSTR_UNIQUE').length;
}
