import type { ParseResult } from 'libpg-query';

/** PostgreSQL 18's own grammar (libpg-query), loaded. */
export interface Grammar {
  /**
   * The statements of a text. Throws where the grammar refuses it, and where it is too deep or too large.
   * Locations are bytes. Text behind a NUL byte would be cut off in silence; files with one are refused when they are read.
   */
  readonly parse: (text: string) => ParseResult;
}

/** The major of PostgreSQL whose grammar it is. */
export const grammarMajor = 18;

let loaded: Promise<Grammar> | undefined;

/** Loads it once a process (WebAssembly of 1.8 MB: some 60 ms of CPU), and only when it is asked for. */
export function loadGrammar(): Promise<Grammar> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Grammar> {
  const { loadModule, parseSync } = require('libpg-query') as typeof import('libpg-query');
  await loadModule();
  return { parse: parseSync };
}
