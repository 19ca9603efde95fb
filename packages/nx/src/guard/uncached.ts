import { randomUUID } from 'node:crypto';
import type { NxCommand } from './nx-command';

/**
 * What `uncachedVariable` is for a command: another one for each that has `--check`, which compares a file that is no input
 * of its target, or `--base`, which names commits that are none, so that no earlier answer is shown in its place; else
 * nothing. `nx affected` keeps `--base` for itself.
 */
export function valueForCache(argv: readonly string[], { kind }: Pick<NxCommand, 'kind'>): string | undefined {
  const words = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  const checks = words.some((word) => /^--check(?:=(?!false$).*)?$/.test(word));
  const names = kind !== 'affected' && words.some((word) => /^--base(?:=|$)/.test(word));
  return checks || names ? randomUUID() : undefined;
}
