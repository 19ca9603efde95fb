import type { AppliedScript } from './live-database';

/** One run of an applied script, to be repeated on a shadow. */
export interface ScriptRun {
  readonly script: AppliedScript;
  /** `first`: a repeatable script ran again later, so this run may fail and need not. */
  readonly turn: 'first' | 'last';
}

/**
 * The runs that make the schema which a database ought to have, in the order of that database: versioned migrations when
 * they were applied, repeatable scripts when they first and when they last ran. What was applied between two runs of a
 * repeatable script may lean on the first and be needed by the last. Pure.
 */
export function orderRuns(scripts: readonly AppliedScript[]): readonly ScriptRun[] {
  return scripts
    .flatMap((script): readonly (ScriptRun & { readonly at: number })[] => {
      const last = { script, turn: 'last', at: script.lastRun } as const;
      const ranAgain = script.kind === 'repeatable' && script.firstRun < script.lastRun;
      return ranAgain ? [{ script, turn: 'first', at: script.firstRun }, last] : [last];
    })
    .sort((a, b) => a.at - b.at)
    .map(({ script, turn }) => ({ script, turn }));
}
