/** What a config file can be: TypeScript, JavaScript, JSON. */
const endings = ['ts', 'mts', 'cts', 'js', 'cjs', 'mjs', 'json'];

/**
 * Names of a config file, in the order in which they are written when several are told of. A module of its own, since
 * the plugin has it in every `nx` command, where nothing else of the engine is loaded.
 */
export const configFileNames: readonly string[] = endings.map((ending) => `pgrestify.config.${ending}`);

/** The same as a pattern of files, wherever they lie. */
export const configFilePattern = `**/pgrestify.config.{${endings.join(',')}}`;
