import { definitionOf } from '../../definition';
import { commentIfAny } from '../comments';
import type { KindOfMend } from '../mending';
import { anew, isAmong, made, statement } from './part';

/** Extended statistics. */
export const statisticsMend: KindOfMend = {
  make: (row) => {
    const { target, comment } = definitionOf(row);
    return [
      statement('statistics', made(row)),
      ...(target === undefined ? [] : [statement('mark', `ALTER STATISTICS ${row.id} SET STATISTICS ${target}`)]),
      ...commentIfAny(`STATISTICS ${row.id}`, comment),
    ];
  },
  drop: ({ id }) => [statement('drop statistics', `DROP STATISTICS ${id}`)],
  change: (change, schemas) => {
    if (!isAmong(change, 'target')) return anew(statisticsMend, change, schemas);
    const { target } = definitionOf(change.expected);
    const sql = `ALTER STATISTICS ${change.expected.id} SET STATISTICS ${target ?? -1}`;
    return { statements: [statement('mark', sql)], unmended: [] };
  },
};
