import type { ParsedScript } from '../migration';

/**
 * Whether a script may change the settings that a connection begins with: ALTER DATABASE, ALTER ROLE or ALTER USER with
 * SET or RESET, also within code. Of a script that is not held it is taken for possible; of a function that it only calls it is not seen.
 */
export function mayChangeDefaults({ script: { text }, mode }: ParsedScript): boolean {
  if (text === undefined) return mode === 'batches';
  return /\balter\s+(database|role|user)\b[^;]*\b(set|reset)\b/i.test(text.toString('latin1'));
}
