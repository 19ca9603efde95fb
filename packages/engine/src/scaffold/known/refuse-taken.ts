import { EngineError } from '../../errors';
import type { KnownObjects } from './known-objects';

/** What a generator is about to write, by the names that must be free. Names are as they stand in SQL. */
export interface WantedNames {
  readonly table?: string;
  readonly indexes?: readonly string[];
  /** Of the table `on`. */
  readonly column?: { readonly on: string; readonly name: string };
  readonly constraint?: { readonly on: string; readonly name: string };
}

/** Throws OPTION_INVALID, with the place, when the project's scripts make something of that name already. */
export function refuseTaken(wanted: WantedNames, known: KnownObjects): void {
  const { table, indexes = [], column, constraint } = wanted;
  if (table !== undefined) {
    refuse(`table ${table}`, known.relation(table), '--name', tableHint(table));
  }
  for (const index of indexes) {
    refuse(
      `name ${index}`,
      known.relation(index),
      '--column',
      'Change what is there, or write the migration by hand with another name.',
    );
  }
  if (column) {
    const hint = 'Choose another name, or change the column by a migration that is written by hand.';
    refuse(`column ${column.on}.${column.name}`, known.column(column.on, column.name), '--column', hint);
  }
  if (constraint) {
    const hint = 'Drop it first, or write the migration by hand with another name.';
    refuse(`constraint ${constraint.name}`, known.constraint(constraint.on, constraint.name), '--constraint', hint);
  }
}

function tableHint(table: string): string {
  return `Choose another name, or change what is there: nx g @pgrestify/nx:migration <name> --kind=add-column --table=${table} --column=<column>. A table of a file in schemas can be edited there as long as no database has it.`;
}

function refuse(what: string, place: string | undefined, option: string, hint: string): void {
  if (place === undefined) return;
  throw new EngineError('OPTION_INVALID', `The ${what} is in ${place} already.`, { hint, fields: { option } });
}
