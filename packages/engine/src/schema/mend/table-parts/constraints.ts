import type { CatalogRow } from '../../../ports';
import { definitionOf } from '../../definition';
import { addressOf, isNotNull } from '../address';
import { commentIfAny } from '../comments';
import type { KindOfMend, Schemas } from '../mending';
import { ownerOf, partName, textOf } from '../read-definition';
import { anew, isAmong, made, statement } from './part';

const alterOwner = (row: CatalogRow, objects: Schemas['expected']): string =>
  `ALTER ${objects.named(ownerOf(row))?.kind === 'domain' ? 'DOMAIN' : 'TABLE'} ${ownerOf(row)}`;

/** Constraints. Foreign keys come after what they refer to; a not-null one is its column's, unless it has a name. */
export const constraintMend: KindOfMend = {
  make: (row, { expected }) => {
    const definition = definitionOf(row);
    if (definition.inherited === true || definition.triggers !== undefined) return undefined;
    const name = isNotNull(row) ? textOf(definition, 'name') : partName(row);
    const named = name === undefined ? '' : `CONSTRAINT ${name} `;
    const phase = made(row).startsWith('FOREIGN KEY') ? 'foreign key' : 'constraint';
    const address = addressOf(row, expected);
    return [
      statement(phase, `${alterOwner(row, expected)} ADD ${named}${made(row)}`),
      ...(address === undefined ? [] : commentIfAny(address, definition.comment)),
    ];
  },
  drop: (row, { actual }) => {
    if (definitionOf(row).inherited === true || isNotNull(row)) return undefined;
    const phase = made(row).startsWith('FOREIGN KEY') ? 'drop foreign key' : 'drop constraint';
    return [statement(phase, `${alterOwner(row, actual)} DROP CONSTRAINT ${partName(row)}`)];
  },
  change: (change, schemas) => {
    if (isNotNull(change.expected))
      return { statements: [], unmended: change.fields.map(({ path: [name = ''] }) => name) };
    const { expected, actual } = change;
    const isOnlyValidated = made(actual) === `${made(expected)} NOT VALID`;
    if (isAmong(change, 'definition', 'notValidated') && isOnlyValidated) {
      const sql = `${alterOwner(expected, schemas.expected)} VALIDATE CONSTRAINT ${partName(expected)}`;
      return { statements: [statement('foreign key', sql)], unmended: [] };
    }
    return anew(constraintMend, change, schemas);
  },
};
