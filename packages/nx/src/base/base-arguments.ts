/** What the program of an input is told: paths relative to the workspace, and what nx.json has as the base. */
export interface BaseArguments {
  readonly projectRoot: string;
  readonly folders: readonly string[];
  readonly defaultBase: string | undefined;
}

const encoded = 'base64:';

/**
 * As words of a command line: nothing in them means anything to `sh` or `cmd`. Those of other characters than paths mostly
 * have are encoded, since no quoting is right for both.
 */
export function writeBaseArguments({ projectRoot, folders, defaultBase = '' }: BaseArguments): readonly string[] {
  return [defaultBase, projectRoot, ...folders].map((text) =>
    /^[\w./@+-]+$/.test(text) ? text : `${encoded}${Buffer.from(text).toString('base64url')}`,
  );
}

/** The other way round. */
export function parseBaseArguments(words: readonly string[]): BaseArguments {
  const [defaultBase = '', projectRoot = '.', ...folders] = words.map((word) =>
    word.startsWith(encoded) ? Buffer.from(word.slice(encoded.length), 'base64url').toString('utf8') : word,
  );
  return { defaultBase: defaultBase === '' ? undefined : defaultBase, projectRoot, folders };
}
