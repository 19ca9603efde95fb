import { setFlagsFromString } from 'node:v8';
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

/** Loads it once a process (WebAssembly of 1.8 MB: some 20 ms of CPU), and only when it is asked for. */
export function loadGrammar(): Promise<Grammar> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Grammar> {
  // V8 compiles a module as its flags are then. Its optimising compiler would work for 150 ms beside a thousand small
  // scripts, which the plain code of its first compiler has parsed in 60, and it gains a tenth on large ones (measured on
  // Node 20, 22, 24 and 26). Any other module in the process is compiled as ever.
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
  try {
    const { loadModule, parseSync } = require('libpg-query') as typeof import('libpg-query');
    await loadModule();
    return { parse: parseSync };
  } finally {
    setFlagsFromString('--wasm-tier-up');
    setFlagsFromString('--wasm-dynamic-tiering');
  }
}
