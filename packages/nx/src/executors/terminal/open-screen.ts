import { isCi } from './open-terminal';

/** Output on which a line can be written over. */
export interface Screen {
  /** How wide it is now. */
  columns(): number;
}

/** Standard output, as `process` has it. */
type Output = { readonly isTTY?: boolean; readonly columns?: number };

/** What terminals were wide before they said how wide they are. */
const usualColumns = 80;

/**
 * The terminal that the output goes to; undefined for a pipe, in CI, and for a terminal that only prints. Not by
 * FORCE_COLOR, which Nx sets for pipes, too: they take colours, and no cursor.
 */
export function openScreen(output: Output, env: Readonly<Record<string, string | undefined>>): Screen | undefined {
  if (!output.isTTY || isCi(env) || env.TERM === 'dumb') return undefined;
  return { columns: () => output.columns || usualColumns };
}
