import type { CheckReport } from '../check-run';
import type { Finding } from '../finding';

/** What checks said on a shadow of one major. */
export interface MajorChecks {
  readonly major: number;
  readonly reports: readonly CheckReport[];
  readonly findings: readonly Finding[];
}

/**
 * What was found on the shadows of several majors: once what all found that looked for it, and with its major what only some did. Of one
 * major nothing is changed. In the order of the majors. Pure.
 */
export function mergeMajors(runs: readonly MajorChecks[]): Pick<MajorChecks, 'reports' | 'findings'> {
  const [only] = runs;
  if (runs.length < 2) return only ?? { reports: [], findings: [] };
  const foundBy = new Map<string, number>();
  for (const key of runs.flatMap(({ findings }) => [...new Set(findings.map(keyOf))])) {
    foundBy.set(key, (foundBy.get(key) ?? 0) + 1);
  }
  const findings = runs.flatMap((run) =>
    run.findings.flatMap((finding) => {
      // A check may be made on some of them alone.
      const checked = runs.filter(({ reports }) => reports.some(({ name }) => name === finding.check));
      const isCommon = foundBy.get(keyOf(finding)) === checked.length;
      if (isCommon) return run === checked[0] ? [finding] : [];
      return [{ ...finding, postgres: run.major }];
    }),
  );
  const reports = runs.flatMap(({ major, reports: own }) => own.map((report) => ({ ...report, postgres: major })));
  return { reports, findings };
}

/** The same thing found: hints may name the major. */
function keyOf({ hint: _hint, ...finding }: Finding): string {
  return JSON.stringify(finding);
}
