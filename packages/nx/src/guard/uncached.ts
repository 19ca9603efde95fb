import { randomUUID } from 'node:crypto';

/**
 * What `uncachedVariable` is for a command: another one for each that has `--check`, which compares a file that is no input
 * of its target, so that no earlier answer is shown in its place; else nothing.
 */
export function valueForCache(argv: readonly string[]): string | undefined {
  const words = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  const asks = words.some((word) => /^--check(?:=(?!false$).*)?$/.test(word));
  return asks ? randomUUID() : undefined;
}
