import { definitionOf } from '../../definition';
import { commentIfAny, commentOn } from '../comments';
import type { KindOfMend } from '../mending';
import { ownerOf, partName } from '../read-definition';
import { anew, dependencies, enabledIfOther, isAmong, made, setEnabled, statement } from './part';

/** Triggers; those of partitions come with their parent's. */
export const triggerMend: KindOfMend = {
  make: (row) => {
    const definition = definitionOf(row);
    if (definition.inherited === true) return undefined;
    const address = `TRIGGER ${partName(row)} ON ${ownerOf(row)}`;
    return [
      statement('trigger', made(row)),
      ...enabledIfOther(row),
      ...dependencies(row, address),
      ...commentIfAny(address, definition.comment),
      ...commentIfAny(`CONSTRAINT ${partName(row)} ON ${ownerOf(row)}`, definition.constraintComment),
    ];
  },
  drop: (row) =>
    definitionOf(row).inherited === true
      ? undefined
      : [statement('drop trigger', `DROP TRIGGER ${partName(row)} ON ${ownerOf(row)}`)],
  change: (change, schemas) => {
    const { expected } = change;
    if (isAmong(change, 'enabled')) return { statements: [setEnabled(expected)], unmended: [] };
    if (isAmong(change, 'constraintComment')) {
      const address = `CONSTRAINT ${partName(expected)} ON ${ownerOf(expected)}`;
      return { statements: [commentOn(address, definitionOf(expected).constraintComment)], unmended: [] };
    }
    return anew(triggerMend, change, schemas);
  },
};

/** Rules other than that which makes a view. */
export const ruleMend: KindOfMend = {
  make: (row) => [
    statement('rule', made(row)),
    ...enabledIfOther(row),
    ...commentIfAny(`RULE ${partName(row)} ON ${ownerOf(row)}`, definitionOf(row).comment),
  ],
  drop: (row) => [statement('drop rule', `DROP RULE ${partName(row)} ON ${ownerOf(row)}`)],
  change: (change, schemas) =>
    isAmong(change, 'enabled')
      ? { statements: [setEnabled(change.expected)], unmended: [] }
      : anew(ruleMend, change, schemas),
};
