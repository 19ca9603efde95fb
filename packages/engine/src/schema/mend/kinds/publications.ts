import type { CatalogRow } from '../../../ports';
import { definitionOf } from '../../definition';
import type { KindOfMend } from '../mending';
import { listOf, ownerOf, textOf } from '../read-definition';
import { statement } from '../table-parts/part';

/** Tables published one by one. */
export const publishedTableMend: KindOfMend = {
  make: (row) => {
    const [table, publication] = publishedNames(row);
    const definition = definitionOf(row);
    const columns = listOf(definition, 'columns');
    const where = textOf(definition, 'where');
    const list = columns.length > 0 ? ` (${columns.join(', ')})` : '';
    const filter = where === undefined ? '' : ` WHERE (${where})`;
    return [statement('mark', `ALTER PUBLICATION ${publication} ADD TABLE ${table}${list}${filter}`)];
  },
  drop: (row) => {
    const [table, publication] = publishedNames(row);
    return [statement('drop statistics', `ALTER PUBLICATION ${publication} DROP TABLE ${table}`)];
  },
};

/** `public.t in pub` → table and publication. */
function publishedNames(row: CatalogRow): readonly [string, string] {
  const publication = ownerOf(row);
  return [row.id.slice(0, -` in ${publication}`.length), publication];
}
