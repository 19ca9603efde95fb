import type { AppliedScript } from './live-database';

/** One run of an applied script, to be repeated on a shadow. */
export interface ScriptRun {
  readonly script: AppliedScript;
  /** `first`: a repeatable script runs again later, so this run may fail and need not. */
  readonly turn: 'first' | 'last';
}

/**
 * The runs that make the schema which a database ought to have, in the order of that database: versioned migrations when
 * they were applied, repeatable scripts when they first and when they last ran. What was applied between two runs of a
 * repeatable script may lean on the first and be needed by the last. What a baseline recorded never ran there, and may lean
 * on repeatable scripts that first ran after it: those are tried ahead of it. Pure.
 */
export function orderRuns(scripts: readonly AppliedScript[]): readonly ScriptRun[] {
  const baselines = new Map<string, number>();
  for (const { project, lastRun } of scripts.filter(({ baselined }) => baselined)) {
    baselines.set(project, Math.min(lastRun, baselines.get(project) ?? lastRun));
  }
  return scripts
    .flatMap((script): readonly (ScriptRun & { readonly at: number })[] => {
      const { firstRun, lastRun } = script;
      const last = { script, turn: 'last', at: lastRun } as const;
      if (script.kind === 'versioned') return [last];
      const baseline = baselines.get(script.project);
      const starts = [
        ...(baseline !== undefined && baseline < firstRun ? [baseline - 0.5] : []),
        ...(firstRun < lastRun ? [firstRun] : []),
      ];
      return [...starts.map((at) => ({ script, turn: 'first', at }) as const), last];
    })
    .sort((a, b) => a.at - b.at || a.script.firstRun - b.script.firstRun)
    .map(({ script, turn }) => ({ script, turn }));
}
