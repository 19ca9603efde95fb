import type { StrongLock } from '../../sql/locks/lock-modes';
import { type BlockingFact, momentaryLock, type StatementView } from '../rule';
import { parseAddedColumn } from '../statements/added-column';
import { parseAddedConstraint } from '../statements/added-constraint';
import { eachAction } from '../statements/each-action';
import { foldName, type Name } from '../statements/names';
import { hasWords, skipWords, type Token } from '../statements/tokens';

/** The locks of ALTER TABLE: on the table, and on those with which foreign keys and partitions tie it together. */
export function findTableLocks(statement: StatementView): readonly BlockingFact[] {
  const own = eachAction(statement, (action) => {
    const lock = lockOfAction(action);
    return lock && { lock, effect: 'none', what: 'ALTER TABLE' };
  });
  const { alterTable } = statement;
  return alterTable ? [...own, ...alterTable.actions.flatMap((action) => findTied(action, alterTable.table))] : own;
}

function lockOfAction(action: readonly Token[]): StrongLock | undefined {
  const word = action[0]?.word;
  const second = action[1];
  if (word === 'VALIDATE' || word === 'CLUSTER' || word === 'ATTACH') return undefined;
  if (word === 'DETACH') return action.at(-1)?.word === 'CONCURRENTLY' ? undefined : 'ACCESS EXCLUSIVE';
  // Storage parameters, statistics targets.
  if ((word === 'SET' || word === 'RESET') && second?.kind === 'open') return undefined;
  if (word === 'SET' && hasWords(action, 1, 'WITHOUT', 'CLUSTER')) return undefined;
  if (word === 'ALTER' && isOfStatistics(action)) return undefined;
  if (parseAddedConstraint(action)?.kind === 'foreign-key') return 'SHARE ROW EXCLUSIVE';
  if ((word === 'ENABLE' || word === 'DISABLE') && action.some((token) => token.word === 'TRIGGER')) {
    return 'SHARE ROW EXCLUSIVE';
  }
  return 'ACCESS EXCLUSIVE';
}

function isOfStatistics(action: readonly Token[]): boolean {
  const set = skipWords(action, 1, 'COLUMN') + 1;
  const isSet = action[set]?.word === 'SET' || action[set]?.word === 'RESET';
  return isSet && (action[set + 1]?.word === 'STATISTICS' || action[set + 1]?.kind === 'open');
}

/** Other tables that are locked with it. */
function findTied(action: readonly Token[], table: Name): readonly BlockingFact[] {
  const what = 'ALTER TABLE';
  const referenced = parseAddedConstraint(action)?.references ?? parseAddedColumn(action)?.references?.table;
  if (referenced) return [momentaryLock(referenced, 'SHARE ROW EXCLUSIVE', what)];
  switch (action[0]?.word) {
    case 'DROP':
      return findDropped(action, table);
    case 'ATTACH':
      return (['referenced', 'referencing'] as const).map((kind) =>
        momentaryLock(table, 'SHARE ROW EXCLUSIVE', 'ATTACH PARTITION', { kind }),
      );
    case 'ALTER':
      return findAltered(action, table);
    default:
      return [];
  }
}

function findDropped(action: readonly Token[], table: Name): readonly BlockingFact[] {
  const isConstraint = action[1]?.word === 'CONSTRAINT';
  const at = skipWords(action, isConstraint ? 2 : skipWords(action, 1, 'COLUMN'), 'IF', 'EXISTS');
  const name = action[at];
  if (!name) return [];
  const behavior = action.at(-1)?.word === 'CASCADE' ? 'cascade' : 'restrict';
  const drop = { object: isConstraint ? 'constraint' : 'column', signature: undefined, behavior } as const;
  return [
    momentaryLock(table, 'ACCESS EXCLUSIVE', 'ALTER TABLE … DROP', { kind: 'dropped', part: foldName(name), drop }),
  ];
}

/** ALTER CONSTRAINT of a foreign key, and TYPE of a column that has one. */
function findAltered(action: readonly Token[], table: Name): readonly BlockingFact[] {
  if (action[1]?.word === 'CONSTRAINT' && action[2]) {
    const isEnforcement = action.some(({ word }) => word === 'ENFORCED');
    const options = { kind: 'referenced', part: foldName(action[2]) } as const;
    return isEnforcement ? [momentaryLock(table, 'ACCESS EXCLUSIVE', 'ALTER CONSTRAINT', options)] : [];
  }
  const name = skipWords(action, 1, 'COLUMN');
  const isType = hasWords(action, skipWords(action, name + 1, 'SET', 'DATA'), 'TYPE');
  const column = action[name];
  if (!isType || !column) return [];
  return (['referenced', 'referencing'] as const).map((kind) =>
    momentaryLock(table, 'ACCESS EXCLUSIVE', 'ALTER COLUMN … TYPE', { kind, part: foldName(column) }),
  );
}
