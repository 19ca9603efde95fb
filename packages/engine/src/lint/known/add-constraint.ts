import type { Constraint } from 'libpg-query';
import { stringsOf } from '../syntax/nodes';
import { nameOfParts, nameOfRelation } from '../syntax/object-names';
import type { KnownTable } from './known-table';
import { readCheck } from './read-check';
import type { StatementSource } from './statement-source';

/** The table with one constraint more; `column` is set for one that stands behind a column. */
export function addConstraint(
  table: KnownTable,
  constraint: Constraint,
  column: string | undefined,
  source: StatementSource,
): KnownTable {
  const { contype, conname, location } = constraint;
  const plain = table.written.replaceAll('"', '').replace(/^.*\./, '');
  const own = column === undefined ? [] : [column];
  const keys = [...own, ...stringsOf(constraint.keys)];
  const named = (ending: string, columns: readonly string[] = keys) =>
    nameOfParts([conname ?? [plain, ...columns, ending].join('_')]).key;
  switch (contype) {
    case 'CONSTR_CHECK': {
      const expression = readCheck(source.text, source.offsetOf(location), source.end);
      const validated = !constraint.skip_validation && constraint.is_enforced !== false;
      const name = conname ?? [plain, ...own, 'check'].join('_');
      return expression === undefined
        ? table
        : { ...table, checks: [...table.checks, { name, expression, validated }] };
    }
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE': {
      const name = contype === 'CONSTR_PRIMARY' ? named('pkey', []) : named('key');
      // One that takes over an index has it already, under that index's name.
      const over = constraint.indexname === undefined ? undefined : nameOfParts([constraint.indexname]).key;
      if (over !== undefined) {
        return { ...table, indexes: table.indexes.map((one) => (one.name === over ? { ...one, name } : one)) };
      }
      const index = { name, columns: keys, isUnique: true, isPartial: false, method: 'btree' };
      return { ...table, indexes: [...table.indexes, index] };
    }
    case 'CONSTR_FOREIGN': {
      const columns = [...own, ...stringsOf(constraint.fk_attrs)];
      const to = constraint.pktable ? nameOfRelation(constraint.pktable).key : '';
      return { ...table, references: [...table.references, { name: named('fkey', columns), columns, to }] };
    }
    default:
      return table;
  }
}
