import type { CatalogRow } from '../../../ports';
import { definitionOf } from '../../definition';
import { commentIfAny } from '../comments';
import type { KindOfMend, MendStatement, Schemas } from '../mending';
import { entriesOf, ownerOf, textOf } from '../read-definition';
import { anew, dependencies, isAmong, made, statement } from './part';

const indexMarks: Readonly<Record<string, (row: CatalogRow) => readonly MendStatement[]>> = {
  partitionOf: (row) => {
    const parent = textOf(definitionOf(row), 'partitionOf');
    return parent === undefined ? [] : [statement('mark', `ALTER INDEX ${parent} ATTACH PARTITION ${row.id}`)];
  },
  clustered: (row) => [
    statement(
      'mark',
      definitionOf(row).clustered === true
        ? `ALTER TABLE ${ownerOf(row)} CLUSTER ON ${bareName(row)}`
        : `ALTER TABLE ${ownerOf(row)} SET WITHOUT CLUSTER`,
    ),
  ],
  replicaIdentity: (row) =>
    definitionOf(row).replicaIdentity === true
      ? [statement('mark', `ALTER TABLE ${ownerOf(row)} REPLICA IDENTITY USING INDEX ${bareName(row)}`)]
      : [],
  tablespace: (row) => [
    statement(
      'mark',
      `ALTER INDEX ${row.id} SET TABLESPACE ${textOf(definitionOf(row), 'tablespace') ?? 'pg_default'}`,
    ),
  ],
  statistics: (row) =>
    entriesOf(definitionOf(row), 'statistics').map(([place, target]) =>
      statement('mark', `ALTER INDEX ${row.id} ALTER COLUMN ${place} SET STATISTICS ${target}`),
    ),
  dependsOnExtensions: (row) => dependencies(row, `INDEX ${row.id}`),
};

/** The name of an index without its schema: ALTER TABLE takes it so. */
function bareName({ id }: CatalogRow): string {
  return /("(?:[^"]|"")*"|[^."]+)$/.exec(id)?.[0] ?? id;
}

/** Indexes; those of constraints and of partitions come with them. */
export const indexMend: KindOfMend = {
  make: (row) => {
    const definition = definitionOf(row);
    if (definition.invalid === true) return undefined;
    const marks = Object.entries(indexMarks).flatMap(([name, mark]) =>
      definition[name] === undefined ? [] : mark(row),
    );
    return [statement('index', made(row)), ...marks, ...commentIfAny(`INDEX ${row.id}`, definition.comment)];
  },
  drop: (row) =>
    definitionOf(row).partitionOf === undefined ? [statement('drop index', `DROP INDEX ${row.id}`)] : undefined,
  change: (change, schemas) => {
    const marks = Object.keys(indexMarks);
    if (!isAmong(change, ...marks)) {
      const isOfConstraint = constraintOf(change.expected, schemas.expected) !== undefined;
      return isOfConstraint ? { statements: [], unmended: ['definition'] } : anew(indexMend, change, schemas);
    }
    const names = [...new Set(change.fields.map(({ path: [name = ''] }) => name))];
    const lost = names.filter(
      (name) =>
        ['statistics', 'dependsOnExtensions', 'partitionOf'].includes(name) &&
        definitionOf(change.expected)[name] === undefined,
    );
    return { statements: names.flatMap((name) => indexMarks[name]?.(change.expected) ?? []), unmended: lost };
  },
};

/** The primary key, unique or exclusion constraint that an index serves. */
export function constraintOf(index: CatalogRow, objects: Schemas['expected']): CatalogRow | undefined {
  const constraint = objects.get('constraint', `${bareName(index)} on ${ownerOf(index)}`);
  return constraint && /^(PRIMARY KEY|UNIQUE|EXCLUDE)/.test(made(constraint)) ? constraint : undefined;
}
