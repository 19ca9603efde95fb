import type { TypesFormat } from '../types/output/types-format';

/** What a config file can be: TypeScript, JavaScript, JSON. */
const endings = ['ts', 'mts', 'cts', 'js', 'cjs', 'mjs', 'json'];

/**
 * Names of a config file, in the order in which they are written when several are told of. A module of its own, since
 * the plugin has it in every `nx` command, where nothing else of the engine is loaded.
 */
export const configFileNames: readonly string[] = endings.map((ending) => `pgrestify.config.${ending}`);

/** The same as a pattern of files, wherever they lie. */
export const configFilePattern = `**/pgrestify.config.{${endings.join(',')}}`;

/** Where types are written unless the config says it, relative to the project. */
export const defaultTypesPath = 'src/database.types.ts';

/** The path of types in a format: another kind of file than the config's stands beside it, under the same name. */
export function typesPathFor(format: TypesFormat, path: string): string {
  const isJson = path.endsWith('.json');
  if (format === 'json-schema') return isJson ? path : path.replace(/(?:\.d)?\.[cm]?tsx?$/, '').concat('.json');
  return isJson ? path.replace(/json$/, 'ts') : path;
}
