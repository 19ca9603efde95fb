import type { AlterTableCmd } from 'libpg-query';
import { nodeOf } from '../syntax/nodes';
import { nameOfParts, nameOfRelation } from '../syntax/object-names';
import { addColumn } from './add-column';
import { addConstraint } from './add-constraint';
import type { KnownColumn, KnownTable } from './known-table';
import type { FindTable, StatementSource } from './statement-source';
import { typeTextOf } from './type-names';

/** The table behind an action of ALTER TABLE. */
export function applyAction(
  table: KnownTable,
  action: AlterTableCmd,
  find: FindTable,
  source: StatementSource,
): KnownTable {
  const { subtype, name = '', def } = action;
  const setColumn = (set: Partial<KnownColumn>): KnownTable => {
    const column = table.columns.get(name);
    return column ? { ...table, columns: new Map([...table.columns, [name, { ...column, ...set }]]) } : table;
  };
  switch (subtype) {
    case 'AT_AddColumn': {
      const column = nodeOf('ColumnDef', def);
      const isThere = column?.colname !== undefined && table.columns.has(column.colname);
      return column && !isThere ? addColumn(table, column, source) : table;
    }
    case 'AT_DropColumn': {
      const columns = new Map([...table.columns].filter(([column]) => column !== name));
      const indexes = table.indexes.filter((index) => !index.columns.includes(name));
      const references = table.references.filter((reference) => !reference.columns.includes(name));
      return { ...table, columns, indexes, references };
    }
    case 'AT_AlterColumnType': {
      const typeName = nodeOf('ColumnDef', def)?.typeName;
      return typeName ? setColumn({ type: typeTextOf(typeName).full }) : table;
    }
    case 'AT_SetNotNull':
      return setColumn({ notNull: true });
    case 'AT_DropNotNull':
      return setColumn({ notNull: false });
    case 'AT_AddConstraint': {
      const constraint = nodeOf('Constraint', def);
      return constraint ? addConstraint(table, constraint, undefined, source) : table;
    }
    case 'AT_ValidateConstraint':
      return { ...table, checks: table.checks.map((one) => (one.name === name ? { ...one, validated: true } : one)) };
    case 'AT_DropConstraint': {
      const { key } = nameOfParts([name]);
      return {
        ...table,
        checks: table.checks.filter((check) => check.name !== name),
        indexes: table.indexes.filter((index) => index.name !== key),
        references: table.references.filter((reference) => reference.name !== key),
      };
    }
    case 'AT_AttachPartition': {
      const partition = nodeOf('PartitionCmd', def);
      const child = partition?.name && find(nameOfRelation(partition.name).key);
      return child && partition?.bound?.is_default ? { ...table, defaultPartition: child.key } : table;
    }
    default:
      return table;
  }
}
