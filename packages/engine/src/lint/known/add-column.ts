import type { ColumnDef, Constraint } from 'libpg-query';
import { nodesOf } from '../syntax/nodes';
import { addConstraint } from './add-constraint';
import type { KnownColumn, KnownTable } from './known-table';
import type { StatementSource } from './statement-source';
import { typeTextOf } from './type-names';

/** The table with one column more, and the constraints that stand behind it. */
export function addColumn(table: KnownTable, column: ColumnDef, source: StatementSource): KnownTable {
  const { colname: name = '', typeName } = column;
  const constraints = nodesOf('Constraint', column.constraints);
  const has = (type: Constraint['contype']) => constraints.some(({ contype }) => contype === type);
  const generated = constraints.find(({ contype }) => contype === 'CONSTR_GENERATED');
  const added: KnownColumn = {
    name,
    type: typeName ? typeTextOf(typeName).full : '',
    notNull: has('CONSTR_NOTNULL') || has('CONSTR_PRIMARY') || has('CONSTR_IDENTITY'),
    isVirtual: generated?.generated_kind === 'v',
  };
  const withColumn: KnownTable = { ...table, columns: new Map([...table.columns, [name, added]]) };
  return constraints.reduce((changed, constraint) => addConstraint(changed, constraint, name, source), withColumn);
}
