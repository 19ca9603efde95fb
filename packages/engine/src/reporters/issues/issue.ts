import type { Finding } from '../../checks/finding';

/**
 * One thing that stands against a run, as tools take it that show such things at their place: a finding, an error, a
 * refusal, a step that failed.
 */
export interface Issue {
  /** The rule of a linter's finding, or else the code: what issues of one kind have in common. */
  readonly rule: string;
  readonly severity: Finding['severity'];
  /** Without the place; later lines show details. */
  readonly message: string;
  /** Scripts that it concerns. */
  readonly ids: readonly string[];
  /** Relative to the workspace; undefined: it is of the project as a whole. */
  readonly path: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** The line of the script, with a caret under it. */
  readonly excerpt: string | undefined;
  readonly hint: string | undefined;
  /** The major of the shadow on which it was found, where several were tried and not all found it. */
  readonly postgres: number | undefined;
}

/** How many there are of each severity, as `2 errors, 1 notice`; empty when there is none. */
export function countIssues(issues: readonly Pick<Issue, 'severity'>[]): string {
  return severities
    .map((severity) => ({ severity, count: issues.filter((issue) => issue.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}${count === 1 ? '' : 's'}`)
    .join(', ');
}

/** The worst first. */
export const severities = ['error', 'warning', 'notice'] as const satisfies readonly Finding['severity'][];

/** The worst first, each severity in the order in which it was found. */
export function worstFirst(issues: readonly Issue[]): readonly Issue[] {
  return severities.flatMap((severity) => issues.filter((issue) => issue.severity === severity));
}
