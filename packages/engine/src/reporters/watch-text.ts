import type { WatchedCheck } from '../commands/validate/watch/watch-files';
import { describeDuration } from './describe';
import { countIssues, type Issue, worstFirst } from './issues/issue';
import { issueOfFailure, issueOfFinding } from './issues/list-issues';

/** Whose lines these are, and where what has no place is said to be. */
export interface WatchedPlace {
  readonly project: string;
  /** The project's config file, relative to the workspace. */
  readonly configPath: string;
}

/** The line before each check of a watch, by which an editor knows that what it shows is old. */
export function describeCheckStart({ project }: WatchedPlace): string {
  return `${project}: checking\n`;
}

/**
 * A check of a watch for an editor: a line for each finding, as `path:line:column: severity message [rule]`, then the line by
 * which it knows that these are all. Lines of one form alone, whatever is in them: the editor matches them one by one.
 */
export function describeCheckEnd(check: WatchedCheck, place: WatchedPlace): string {
  return check.kind === 'result'
    ? describe(check.result.findings.map(issueOfFinding), check.result.durationMs, place)
    : describe([issueOfFailure(check.error)], check.durationMs, place);
}

function describe(issues: readonly Issue[], durationMs: number, place: WatchedPlace): string {
  const lines = worstFirst(issues).map((issue) => lineOf(issue, place));
  const found = countIssues(issues) || 'nothing';
  return [
    ...lines,
    `${place.project}: ${found} found in ${describeDuration(durationMs)}, watching for changes`,
    '',
  ].join('\n');
}

function lineOf({ path, line, column, severity, rule, message, hint }: Issue, { configPath }: WatchedPlace): string {
  const [first = ''] = message.split('\n');
  const text = [first, hint ?? ''].join(' ').replace(/\s+/g, ' ').trim();
  return `${path ?? configPath}:${line ?? 1}:${column ?? 1}: ${severity} ${text} [${rule}]`;
}
