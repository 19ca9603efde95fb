import { suggestName } from '../../suggest-name';
import type { JsonSchema } from './json-schema';

/** Something wrong with a value, and where: `environments.production.database.port`. */
export interface ShapeProblem {
  readonly path: string;
  readonly message: string;
}

/**
 * All that contradicts a schema, in the order of the value's keys; empty when it fits. A key whose value is undefined
 * counts as absent. Values are never quoted, since any of them may be a secret.
 *
 * Our own, since every run checks its options and its config, and loading a library for it would cost each of them more
 * than all of that takes (zod 4.6, also as zod/mini: 92 files of 0.9 MB, 45 ms of CPU, Node 20).
 */
export function checkShape(schema: JsonSchema, value: unknown, path: string): readonly ShapeProblem[] {
  if (schema.anyOf !== undefined) return checkAnyOf(schema.anyOf, value, path);
  if (!typesOf(schema).some((type) => hasType(type, value))) {
    return [{ path, message: `expected ${describeSchema(schema)}, got ${describeType(value)}` }];
  }
  if (!isAllowedValue(schema, value)) return [{ path, message: `expected ${describeSchema(schema)}` }];
  if (Array.isArray(value)) return value.flatMap((item, at) => checkShape(schema.items ?? {}, item, `${path}[${at}]`));
  return isRecord(value) ? checkProperties(schema, value, path) : [];
}

/** Paths of the keys in use that this version cannot do. `false` and undefined ask for nothing. */
export function listNotBuilt(schema: JsonSchema, value: unknown, path: string): readonly string[] {
  if (value === undefined || value === false) return [];
  if (schema.notBuilt) return [path];
  const branch = schema.anyOf?.find((candidate) => checkShape(candidate, value, path).length === 0);
  if (branch !== undefined) return listNotBuilt(branch, value, path);
  if (!isRecord(value)) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) =>
    listNotBuilt(inner, value[key], join(path, key)),
  );
}

/** An object with string keys that is no array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The problems of the one alternative that the value's type speaks for; otherwise that none fits. */
function checkAnyOf(alternatives: readonly JsonSchema[], value: unknown, path: string): readonly ShapeProblem[] {
  const results = alternatives.map((schema) => ({ schema, problems: checkShape(schema, value, path) }));
  if (results.some(({ problems }) => problems.length === 0)) return [];
  const ofType = results.filter(({ schema }) => typesOf(schema).some((type) => hasType(type, value)));
  const [only] = ofType;
  if (only !== undefined && ofType.length === 1 && isRecord(value)) return only.problems;
  const expected = alternatives.map(describeSchema).join(' or ');
  return [{ path, message: `expected ${expected}${ofType.length === 0 ? `, got ${describeType(value)}` : ''}` }];
}

function checkProperties(
  schema: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  path: string,
): readonly ShapeProblem[] {
  const missing = (schema.required ?? []).filter((key) => value[key] === undefined);
  const problems = Object.entries(value).flatMap(([key, inner]) => {
    if (inner === undefined) return [];
    const known = schema.properties !== undefined && Object.hasOwn(schema.properties, key);
    const innerSchema = known ? schema.properties?.[key] : schema.additionalProperties;
    if (innerSchema === false) {
      return [{ path: join(path, key), message: `unknown key${suggest(key, Object.keys(schema.properties ?? {}))}` }];
    }
    return innerSchema === undefined ? [] : checkShape(innerSchema, inner, join(path, key));
  });
  return [...missing.map((key) => ({ path: join(path, key), message: 'missing' })), ...problems];
}

function isAllowedValue(schema: JsonSchema, value: unknown): boolean {
  if (schema.const !== undefined) return value === schema.const;
  if (schema.enum !== undefined) return schema.enum.includes(value);
  if (typeof value === 'string') return schema.pattern === undefined || new RegExp(schema.pattern).test(value);
  if (typeof value === 'number') {
    return (
      value >= (schema.minimum ?? Number.NEGATIVE_INFINITY) && value <= (schema.maximum ?? Number.POSITIVE_INFINITY)
    );
  }
  return true;
}

function typesOf(schema: JsonSchema): readonly string[] {
  if (schema.type === undefined) return ['any'];
  return typeof schema.type === 'string' ? [schema.type] : schema.type;
}

function hasType(type: string, value: unknown): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'object':
      return isRecord(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isSafeInteger(value);
    case 'number':
      return Number.isFinite(value);
    default:
      return typeof value === type;
  }
}

function describeSchema(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return `one of ${schema.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  const range =
    schema.minimum === undefined
      ? ''
      : ` of at least ${schema.minimum}${schema.maximum ? ` and at most ${schema.maximum}` : ''}`;
  // The only pattern of the config is that of a duration.
  const example = schema.pattern === undefined ? '' : ' such as "500ms", "5s", "2min"';
  return `${typesOf(schema).map(withArticle).join(' or ')}${range}${example}`;
}

function describeType(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'number' || Number.isInteger(value)) return withArticle(typeof value);
  return Number.isFinite(value) ? 'a fraction' : String(value);
}

function withArticle(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** `; did you mean "database"?` when a known key is at most two edits away. */
function suggest(key: string, known: readonly string[]): string {
  const near = suggestName(key, known);
  return near === undefined ? '' : `; did you mean "${near}"?`;
}
