import type { CatalogRow } from '../../../ports';
import { quoteIdentifier, quoteLiteral } from '../../../sql/names/quote';
import { definitionOf, isObject } from '../../definition';
import { commentIfAny } from '../comments';
import { makeGrants } from '../grants';
import { type KindOfMend, type MendStatement, type Objects, unmended } from '../mending';
import { listOf, textOf } from '../read-definition';

const create = (row: CatalogRow, sql: string): readonly MendStatement[] => [
  { phase: 'type', sql },
  ...makeGrants(row),
  ...commentIfAny(`${row.kind === 'domain' ? 'DOMAIN' : 'TYPE'} ${row.id}`, definitionOf(row).comment),
];

/** Enums: labels can be added, not taken away. */
export const enumMend: KindOfMend = {
  make: (row) => create(row, `CREATE TYPE ${row.id} AS ENUM (${labelsOf(row).map(quoteLiteral).join(', ')})`),
  drop: ({ id }) => [{ phase: 'drop type', sql: `DROP TYPE ${id}` }],
  change: ({ expected, actual }) => {
    const [wanted, present] = [labelsOf(expected), labelsOf(actual)];
    const kept = wanted.filter((label) => present.includes(label));
    if (kept.length < present.length || kept.some((label, place) => label !== present[place]))
      return unmended('labels');
    const statements = wanted.flatMap((label, place): readonly MendStatement[] => {
      if (present.includes(label)) return [];
      const before = wanted[place - 1];
      const where = before === undefined ? beforeFirst(present) : ` AFTER ${quoteLiteral(before)}`;
      return [{ phase: 'type', sql: `ALTER TYPE ${expected.id} ADD VALUE ${quoteLiteral(label)}${where}` }];
    });
    return { statements, unmended: [] };
  },
};

function beforeFirst([first]: readonly string[]): string {
  return first === undefined ? '' : ` BEFORE ${quoteLiteral(first)}`;
}

function labelsOf(row: CatalogRow): readonly string[] {
  return listOf(definitionOf(row), 'labels');
}

/** Domains: default and not null can be altered; checks are constraints. */
export const domainMend: KindOfMend = {
  make: (row, { expected }) => {
    const definition = definitionOf(row);
    const [collation, value] = [textOf(definition, 'collation'), textOf(definition, 'default')];
    const words = [
      `CREATE DOMAIN ${row.id} AS ${textOf(definition, 'type')}`,
      ...(collation === undefined ? [] : [`COLLATE ${collation}`]),
      ...(value === undefined ? [] : [`DEFAULT ${value}`]),
      ...(definition.notNull === true && !isNamedNotNull(row, expected) ? ['NOT NULL'] : []),
    ];
    return create(row, words.join(' '));
  },
  drop: ({ id }) => [{ phase: 'drop type', sql: `DROP DOMAIN ${id}` }],
  change: ({ expected, fields }, schemas) => {
    const alter = (action: string): MendStatement => ({ phase: 'type', sql: `ALTER DOMAIN ${expected.id} ${action}` });
    const { notNull, default: value } = definitionOf(expected);
    const names = fields.map(({ path: [name = ''] }) => name);
    return {
      statements: [
        ...(names.includes('notNull') && !(notNull === true && isNamedNotNull(expected, schemas.expected))
          ? [alter(notNull === true ? 'SET NOT NULL' : 'DROP NOT NULL')]
          : []),
        ...(names.includes('default') ? [alter(value === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${value}`)] : []),
      ],
      unmended: names.filter((name) => name !== 'notNull' && name !== 'default'),
    };
  },
};

/** Whether a constraint with a name of its own forbids null (17 and later). */
export function isNamedNotNull(domain: CatalogRow, objects: Objects): boolean {
  const row = objects.get('constraint', `not null on ${domain.id}`);
  return row !== undefined && textOf(definitionOf(row), 'name') !== undefined;
}

/** Composite types: an attribute can be added at the end or taken away. */
export const compositeMend: KindOfMend = {
  make: (row) => create(row, `CREATE TYPE ${row.id} AS (${attributesOf(row).map(write).join(', ')})`),
  drop: ({ id }) => [{ phase: 'drop type', sql: `DROP TYPE ${id}` }],
  change: ({ expected, actual }) => {
    const [wanted, present] = [attributesOf(expected).map(write), attributesOf(actual).map(write)];
    const kept = present.filter((attribute) => wanted.includes(attribute));
    const isPrefix = kept.every((attribute, place) => attribute === wanted[place]);
    const hasComments = [expected, actual].some((row) => JSON.stringify(definitionOf(row)).includes('"comment"'));
    if (!isPrefix || hasComments) return unmended('attributes');
    const alter = (action: string, loses?: string): MendStatement => ({
      phase: 'type',
      sql: `ALTER TYPE ${expected.id} ${action}`,
      ...(loses !== undefined && { loses }),
    });
    const gone = attributesOf(actual).filter((attribute) => !wanted.includes(write(attribute)));
    return {
      statements: [
        ...gone.map(({ name }) =>
          alter(`DROP ATTRIBUTE ${quoteIdentifier(`${name}`)}`, `the values of attribute ${name}`),
        ),
        ...wanted.slice(kept.length).map((attribute) => alter(`ADD ATTRIBUTE ${attribute}`)),
      ],
      unmended: [],
    };
  },
};

function attributesOf(row: CatalogRow): readonly Readonly<Record<string, unknown>>[] {
  const { attributes } = definitionOf(row);
  return Array.isArray(attributes) ? attributes.filter(isObject) : [];
}

function write(attribute: Readonly<Record<string, unknown>>): string {
  const collation = textOf(attribute, 'collation');
  const words = [quoteIdentifier(`${attribute.name}`), `${attribute.type}`];
  return [...words, ...(collation === undefined ? [] : [`COLLATE ${collation}`])].join(' ');
}
