import { assertNever } from '../../errors';
import type { Api, ApiField, ApiInput, ApiReference, ApiRelation, ApiValue } from '../api/api';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * The same as JSON Schema (2020-12), for who writes no TypeScript: under `$defs` a schema for each row (`public.posts`),
 * for what is sent (`public.posts.insert`, `public.posts.update`), for each enum and each composite type. What is sent may
 * hold nothing else; a row may, as when relationships are embedded.
 */
export function describeJsonSchema({ schemas }: Api, comment: string): string {
  const definitions = schemas.flatMap(({ name: schema, tables, views, enums, composites }) => [
    ...[...tables, ...views].flatMap((relation) => definitionsOf(schema, relation)),
    ...enums.map((each): Definition => [`${schema}.${each.name}`, { enum: each.labels }]),
    ...composites.map((each): Definition => [`${schema}.${each.name}`, objectOf(each.fields)]),
  ]);
  const document = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $comment: comment,
    $defs: Object.fromEntries(definitions),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

type Definition = readonly [name: string, schema: Json];

function definitionsOf(schema: string, { name, row, computed, insert, update }: ApiRelation): readonly Definition[] {
  const path = `${schema}.${name}`;
  return [
    [path, { ...objectOf(row), ...(computed.length > 0 && { properties: propertiesOf([...row, ...computed]) }) }],
    ...(insert ? [[`${path}.insert`, inputOf(insert)] as const] : []),
    ...(update ? [[`${path}.update`, inputOf(update)] as const] : []),
  ];
}

function objectOf(fields: readonly ApiField[]) {
  return { type: 'object', properties: propertiesOf(fields), required: fields.map(({ name }) => name) } as const;
}

function inputOf(inputs: readonly ApiInput[]): Json {
  const possible = inputs.filter(({ presence }) => presence !== 'never');
  const required = possible.filter(({ presence }) => presence === 'required').map(({ name }) => name);
  return { type: 'object', properties: propertiesOf(possible), required, additionalProperties: false };
}

function propertiesOf(fields: readonly ApiField[]): { readonly [key: string]: Json } {
  return Object.fromEntries(fields.map((field) => [field.name, schemaOfField(field)]));
}

function schemaOfField({ value, nullable }: ApiField): Json {
  const schema = schemaOfValue(value);
  if (!nullable || value.kind === 'json' || value.kind === 'unknown') return schema;
  return { anyOf: [schema, { type: 'null' }] };
}

function schemaOfValue(value: ApiValue): Json {
  switch (value.kind) {
    case 'boolean':
    case 'integer':
    case 'number':
      return { type: value.kind };
    case 'string':
      return value.format === undefined ? { type: 'string' } : { type: 'string', format: value.format };
    case 'json':
    case 'unknown':
      return {};
    case 'nothing':
      return { type: 'null' };
    case 'record':
      return { type: 'object' };
    case 'labels':
      return { enum: value.labels };
    case 'array':
      return { type: 'array', items: schemaOfValue(value.of) };
    case 'object':
      return objectOf(value.fields);
    case 'enum':
    case 'composite':
    case 'table-row':
    case 'view-row':
      return { $ref: `#/$defs/${pointerOf(value)}` };
    default:
      return assertNever(value);
  }
}

/** As RFC 6901 and a URI's fragment have it. */
function pointerOf({ schema, name }: ApiReference): string {
  return encodeURIComponent(`${schema}.${name}`.replaceAll('~', '~0').replaceAll('/', '~1'));
}
