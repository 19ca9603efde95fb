import type { CatalogRow } from '../../../ports';
import { definitionOf } from '../../definition';
import type { KindOfMend, MendStatement, Schemas } from '../mending';
import { textOf } from '../read-definition';

/** What CREATE SEQUENCE says of a sequence, without what it says by default. */
export function describeSequence(row: CatalogRow): readonly string[] {
  const definition = definitionOf(row);
  const text = (name: string) => textOf(definition, name) ?? '';
  const [lowest, highest] = bounds.get(text('type')) ?? ['', ''];
  const isDown = text('increment').startsWith('-');
  const [minimum, maximum] = isDown ? [lowest, '-1'] : ['1', highest];
  const start = isDown ? text('maximum') : text('minimum');
  return [
    ...(text('increment') === '1' ? [] : [`INCREMENT BY ${text('increment')}`]),
    ...(text('minimum') === minimum ? [] : [`MINVALUE ${text('minimum')}`]),
    ...(text('maximum') === maximum ? [] : [`MAXVALUE ${text('maximum')}`]),
    ...(text('start') === start ? [] : [`START WITH ${text('start')}`]),
    ...(text('cache') === '1' ? [] : [`CACHE ${text('cache')}`]),
    ...(definition.cycle === true ? ['CYCLE'] : []),
  ];
}

const bounds: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['smallint', ['-32768', '32767']],
  ['integer', ['-2147483648', '2147483647']],
  ['bigint', ['-9223372036854775808', '9223372036854775807']],
]);

/** Whether the sequence is that of an identity, which comes and goes with its column. */
export function isOfIdentity(row: CatalogRow, objects: Schemas['expected']): boolean {
  const column = ownerColumn(row, objects);
  return textOf(column, 'identity') !== undefined;
}

function ownerColumn(row: CatalogRow, objects: Schemas['expected']): Readonly<Record<string, unknown>> {
  const owner = textOf(definitionOf(row), 'ownedBy') ?? '';
  const [, table = '', quoted = ''] = /^(.*)\.("(?:[^"]|"")*"|[^."]+)$/s.exec(owner) ?? [];
  const name = quoted.startsWith('"') ? quoted.slice(1, -1).replaceAll('""', '"') : quoted;
  const columns = Object.entries(definitionOf(objects.named(table) ?? row).columns ?? {});
  const found: unknown = columns.find(([column]) => column === name)?.[1];
  return typeof found === 'object' && found !== null ? { ...found } : {};
}

/** Sequences: all that they say can be altered. */
export const sequenceMend: KindOfMend = {
  make: (row) => {
    const definition = definitionOf(row);
    const unlogged = definition.unlogged === true ? 'UNLOGGED ' : '';
    const ownedBy = textOf(definition, 'ownedBy');
    const words = [`AS ${textOf(definition, 'type')}`, ...describeSequence(row)].filter((each) => each !== 'AS bigint');
    return [
      { phase: 'sequence', sql: ['CREATE', `${unlogged}SEQUENCE ${row.id}`, ...words].join(' ') },
      ...(ownedBy === undefined ? [] : [owned(row, ownedBy)]),
    ];
  },
  drop: ({ id }) => [{ phase: 'drop sequence', sql: `DROP SEQUENCE ${id}`, loses: `where sequence ${id} stands` }],
  change: ({ expected, fields }) => {
    const definition = definitionOf(expected);
    const changed = new Set(fields.map(({ path: [name = ''] }) => name));
    const words = [...clauses].flatMap(([name, word]) =>
      changed.has(name)
        ? [word === 'CYCLE' ? (definition.cycle === true ? word : `NO ${word}`) : `${word} ${textOf(definition, name)}`]
        : [],
    );
    const alter = (action: string): MendStatement => ({
      phase: 'property',
      sql: `ALTER SEQUENCE ${expected.id} ${action}`,
    });
    return {
      statements: [
        ...(words.length > 0 ? [alter(words.join(' '))] : []),
        ...(changed.has('unlogged') ? [alter(definition.unlogged === true ? 'SET UNLOGGED' : 'SET LOGGED')] : []),
        ...(changed.has('ownedBy') ? [owned(expected, textOf(definition, 'ownedBy') ?? 'NONE')] : []),
      ],
      unmended: [...changed].filter((name) => !clauses.has(name) && name !== 'unlogged' && name !== 'ownedBy'),
    };
  },
};

const clauses: ReadonlyMap<string, string> = new Map([
  ['type', 'AS'],
  ['increment', 'INCREMENT BY'],
  ['minimum', 'MINVALUE'],
  ['maximum', 'MAXVALUE'],
  ['start', 'START WITH'],
  ['cache', 'CACHE'],
  ['cycle', 'CYCLE'],
]);

function owned({ id }: CatalogRow, column: string): MendStatement {
  return { phase: 'property', sql: `ALTER SEQUENCE ${id} OWNED BY ${column}` };
}
