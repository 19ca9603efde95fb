import type { Api, ApiReference } from '../api/api';

/** Names of what stands at the top of a file. */
export interface InterfaceNames {
  nameOf(reference: ApiReference): string;
}

/** Taken by the file itself, or by what types in it are written with. */
const taken = [
  ...['Json', 'Database', 'Tables', 'TablesInsert', 'TablesUpdate', 'Enums', 'CompositeTypes', 'Constants'],
  ...['Record', 'PropertyKey', 'NonNullable', 'Extract', 'DefaultSchema', 'InSchema', 'SchemaOf', 'Relations'],
] as const;

/**
 * A name for each row, enum and composite type, in the singular: `Post` for a row of `posts`, `PostInsert` and
 * `PostUpdate` for what is sent. Those of other schemas than the first begin with the schema. Where two would be one, both
 * keep the number that their names have, and a number is the last resort. Pure.
 */
export function nameInterfaces({ schemas }: Api): InterfaceNames {
  const references = schemas.flatMap(({ name: schema, tables, views, enums, composites }, index) => {
    const prefix = index === 0 ? '' : toPascalCase(schema);
    const of = (kind: ApiReference['kind'], list: readonly { readonly name: string }[]) =>
      list.map(({ name }) => ({ kind, schema, name, prefix }));
    return [...of('table-row', tables), ...of('view-row', views), ...of('enum', enums), ...of('composite', composites)];
  });
  const wanted = count(references.map((reference) => reference.prefix + singularOf(reference)));
  const used = new Set<string>(taken);
  const names = new Map<string, string>();
  for (const reference of references) {
    const singular = reference.prefix + singularOf(reference);
    const own = reference.prefix + toPascalCase(reference.name);
    const name = firstFree(wanted.get(singular) === 1 ? [singular, own] : [own], used);
    for (const suffix of suffixes) used.add(name + suffix);
    names.set(keyOf(reference), name);
  }
  return { nameOf: (reference) => names.get(keyOf(reference)) ?? toPascalCase(reference.name) };
}

const suffixes = ['', 'Insert', 'Update'] as const;

function firstFree(candidates: readonly string[], used: ReadonlySet<string>): string {
  const isFree = (name: string) => suffixes.every((suffix) => !used.has(name + suffix));
  const free = candidates.find(isFree);
  if (free !== undefined) return free;
  const last = candidates.at(-1) ?? 'Row';
  for (let number = 2; ; number += 1) if (isFree(`${last}${number}`)) return `${last}${number}`;
}

function count(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function keyOf({ kind, schema, name }: ApiReference): string {
  return JSON.stringify([kind, schema, name]);
}

/** Only relations hold many. */
function singularOf({ kind, name }: ApiReference): string {
  const pascal = toPascalCase(name);
  return kind === 'enum' || kind === 'composite' ? pascal : toSingular(pascal);
}

/** Regular English plurals; what may be none stays as it is. */
export function toSingular(word: string): string {
  if (/(?:news|series|species)$/i.test(word)) return word;
  if (/[^aeiou]ies$/i.test(word) && word.length > 4 && !endsInIe.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:ss|[^aeou]us|x|z|ch|sh)es$/i.test(word)) return word.slice(0, -2);
  return /[^sui]s$/i.test(word) || endsInIe.test(word) ? word.slice(0, -1) : word;
}

/** Words whose singular ends in `ie`. */
const endsInIe = /(?:movie|cookie|zombie|selfie|calorie|rookie|pixie)s$/i;

/** Letters and digits of any alphabet; a name without any is `Row`. */
export function toPascalCase(name: string): string {
  const words = name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((each) => each !== '')
    .map((each) => each.charAt(0).toUpperCase() + each.slice(1));
  const joined = words.join('');
  if (joined === '') return 'Row';
  return /^\p{L}/u.test(joined) ? joined : `_${joined}`;
}
