import type { TypeName } from 'libpg-query';
import { nodeOf, stringsOf } from '../syntax/nodes';

/** A type as `format_type` writes it: without arguments, and with them. */
export interface TypeText {
  readonly base: string;
  readonly full: string;
}

/** Other names of types, by which SQL and the grammar call them. */
const names: Readonly<Record<string, string>> = {
  int: 'integer',
  int4: 'integer',
  int2: 'smallint',
  int8: 'bigint',
  serial: 'integer',
  serial4: 'integer',
  bigserial: 'bigint',
  serial8: 'bigint',
  smallserial: 'smallint',
  decimal: 'numeric',
  dec: 'numeric',
  float4: 'real',
  float8: 'double precision',
  float: 'double precision',
  bool: 'boolean',
  varchar: 'character varying',
  bpchar: 'character',
  char: 'character',
  varbit: 'bit varying',
  timestamptz: 'timestamp with time zone',
  timestamp: 'timestamp without time zone',
  timetz: 'time with time zone',
  time: 'time without time zone',
};

/** A type of a syntax tree. */
export function typeTextOf({ names: parts, typmods = [], arrayBounds = [] }: TypeName): TypeText {
  const name = stringsOf(parts)
    .filter((part) => part !== 'pg_catalog')
    .join('.');
  const args = typmods.map((node) => nodeOf('A_Const', node)?.ival?.ival);
  const isPlain = args.every((value) => value !== undefined);
  return typeText(name, isPlain ? args.filter((value) => value !== undefined) : [], arrayBounds.length > 0);
}

/** A type as a statement has it: `varchar ( 20 )`, `timestamp (3) with time zone`, `int []`. */
export function readTypeText(written: string): TypeText {
  const text = written.toLowerCase();
  const args = /\(([\s\d,]*)\)/.exec(text)?.[1]?.split(',').map(Number) ?? [];
  const name = text
    .replace(/\([^)]*\)/, ' ')
    .replace(/\[.*$|\barray\b.*$/, ' ')
    .replace(/"/g, '')
    .trim()
    .split(/\s+/)
    .join(' ');
  return typeText(name.replace(/^pg_catalog ?\. ?/, ''), args, /\[|\barray\b/.test(text));
}

function typeText(name: string, args: readonly number[], isArray: boolean): TypeText {
  const base = `${names[name] ?? name}${isArray ? '[]' : ''}`;
  return { base, full: args.length === 0 ? base : `${base}(${args.join(',')})` };
}

/** Pairs of types of which the one is stored as the other, and sorted alike. */
const alike = new Set([
  'character varying>text',
  'text>character varying',
  'cidr>inet',
  'bit>bit varying',
  'bit varying>bit',
]);

/** Whether a value of one type is one of the other as it is stored. Both without arguments. */
export function isStoredAlike(before: string, after: string): boolean {
  return before === after || alike.has(`${before}>${after}`);
}
