/**
 * What is written: `typescript` is the type `Database` and interfaces in one file, `database` and `interfaces` one of the
 * two, `json-schema` the same for other languages.
 */
export type TypesFormat = (typeof typesFormats)[number];

/** All of them; the first is the default. */
export const typesFormats = ['typescript', 'database', 'interfaces', 'json-schema'] as const;

/** Where types are written unless the config says it, relative to the project. */
export const defaultTypesPath = 'src/database.types.ts';

/** The path for a format: another kind of file than the config's stands beside it, under the same name. */
export function typesPathFor(format: TypesFormat, path: string): string {
  const isJson = path.endsWith('.json');
  if (format === 'json-schema') return isJson ? path : path.replace(/(?:\.d)?\.[cm]?tsx?$/, '').concat('.json');
  return isJson ? path.replace(/json$/, 'ts') : path;
}
