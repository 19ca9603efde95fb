/** What may follow a type's name in parentheses. */
export interface TypeArguments {
  readonly maxCount: number;
  readonly min: number;
  readonly max: number;
}

const none: TypeArguments = { maxCount: 0, min: 0, max: 0 };
const length: TypeArguments = { maxCount: 1, min: 1, max: 10_485_760 };
const bits: TypeArguments = { maxCount: 1, min: 1, max: 83_886_080 };
const fraction: TypeArguments = { maxCount: 1, min: 0, max: 6 };
const precision: TypeArguments = { maxCount: 2, min: 0, max: 1000 };
const binaryDigits: TypeArguments = { maxCount: 1, min: 1, max: 53 };

/**
 * Types that every PostgreSQL from 14 on has, with their aliases and the bounds of their arguments. Pseudo-types and
 * the internal ones are left out. `PostgreSQL 14 and 18 docs, chapter 8`.
 */
export const typeNames: ReadonlyMap<string, TypeArguments> = new Map([
  ...named(none, 'smallint int2 integer int int4 bigint int8 real float4 float8 money boolean bool'),
  ...named(none, 'text bytea date uuid json jsonb jsonpath xml inet cidr macaddr macaddr8 name oid pg_lsn'),
  ...named(none, 'point line lseg box path polygon circle tsvector tsquery regclass regtype regproc'),
  ...named(none, 'int4range int8range numrange daterange tsrange tstzrange'),
  ...named(none, 'int4multirange int8multirange nummultirange datemultirange tsmultirange tstzmultirange'),
  ...named(length, 'varchar char character bpchar'),
  ...named(bits, 'bit varbit'),
  ...named(fraction, 'time timetz timestamp timestamptz interval'),
  ...named(precision, 'numeric decimal dec'),
  ...named(binaryDigits, 'float'),
  ['double precision', none],
  ['character varying', length],
  ['bit varying', bits],
  ['time with time zone', fraction],
  ['time without time zone', fraction],
  ['timestamp with time zone', fraction],
  ['timestamp without time zone', fraction],
]);

/**
 * The serial pseudo-types and the type of the identity column that is written in their place: an identity needs no
 * grant on its sequence, which the API roles would lack.
 */
export const identityTypes: ReadonlyMap<string, string> = new Map([
  ['smallserial', 'smallint'],
  ['serial2', 'smallint'],
  ['serial', 'integer'],
  ['serial4', 'integer'],
  ['bigserial', 'bigint'],
  ['serial8', 'bigint'],
]);

/** What people of other languages and databases write, and the type that they mean. */
export const foreignTypeNames: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['str', 'text'],
  ['number', 'numeric'],
  ['double', 'double precision'],
  ['datetime', 'timestamptz'],
  ['tinyint', 'smallint'],
  ['mediumint', 'integer'],
  ['long', 'bigint'],
  ['int64', 'bigint'],
  ['int32', 'integer'],
  ['blob', 'bytea'],
  ['binary', 'bytea'],
  ['clob', 'text'],
  ['nvarchar', 'varchar'],
  ['longtext', 'text'],
  ['object', 'jsonb'],
  ['guid', 'uuid'],
  ['uniqueidentifier', 'uuid'],
]);

function named(args: TypeArguments, names: string): readonly (readonly [string, TypeArguments])[] {
  return names.split(' ').map((name) => [name, args] as const);
}
