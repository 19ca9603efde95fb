import { type BlockingFact, type StatementView, type Target, tableTarget } from '../rule';
import { type AddedColumn, parseAddedColumn } from './added-column';
import type { Token } from './tokens';

/** What an action of ALTER TABLE does, without its target when that is the table. */
export type ActionFact = Omit<BlockingFact, 'target'> & { readonly target?: Target };

/** The facts of the actions of an ALTER TABLE; none for other statements. */
export function eachAction(
  { alterTable }: StatementView,
  find: (action: readonly Token[], table: Target) => ActionFact | undefined,
): readonly BlockingFact[] {
  if (!alterTable) return [];
  const { table, only, ifExists, actions } = alterTable;
  const target = tableTarget(table, { children: only ? 'none' : 'inherited', ifExists });
  return actions.flatMap((action) => {
    const fact = find(action, target);
    return fact ? [{ target, ...fact }] : [];
  });
}

/** The facts of the columns that an ALTER TABLE adds; none of a column that exists already. */
export function eachAddedColumn(
  statement: StatementView,
  find: (column: AddedColumn) => ActionFact | undefined,
): readonly BlockingFact[] {
  return eachAction(statement, (action) => {
    const column = parseAddedColumn(action);
    const fact = column && find(column);
    if (!fact || !column.ifNotExists) return fact;
    return { ...fact, unless: [...(fact.unless ?? []), { kind: 'column-exists', column: column.name }] };
  });
}
