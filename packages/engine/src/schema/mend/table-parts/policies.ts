import { definitionOf } from '../../definition';
import { commentIfAny } from '../comments';
import type { KindOfMend } from '../mending';
import { listOf, ownerOf, partName, textOf } from '../read-definition';
import { statement } from './part';

/** Policies: ALTER POLICY cannot take a condition away, so that a changed one is made anew. */
export const policyMend: KindOfMend = {
  make: (row) => {
    const definition = definitionOf(row);
    const [using, check] = [textOf(definition, 'using'), textOf(definition, 'check')];
    const sql = [
      `CREATE POLICY ${partName(row)} ON ${ownerOf(row)}`,
      ...(definition.restrictive === true ? ['AS RESTRICTIVE'] : []),
      ...(definition.command === 'all' ? [] : [`FOR ${textOf(definition, 'command')?.toUpperCase()}`]),
      `TO ${listOf(definition, 'roles').join(', ')}`,
      ...(using === undefined ? [] : [`USING (${using})`]),
      ...(check === undefined ? [] : [`WITH CHECK (${check})`]),
    ].join(' ');
    const address = `POLICY ${partName(row)} ON ${ownerOf(row)}`;
    return [statement('policy', sql), ...commentIfAny(address, definition.comment)];
  },
  drop: (row) => [statement('drop policy', `DROP POLICY ${partName(row)} ON ${ownerOf(row)}`)],
};
