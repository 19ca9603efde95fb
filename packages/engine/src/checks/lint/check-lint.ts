import type { LintSettings } from '../../config/settings';
import type { ReviewFinding, ScriptToReview } from '../../lint/review/review';
import { reviewScripts } from '../../lint/review/review-scripts';
import { loadGrammar } from '../../lint/syntax/grammar';
import { describeExcerpt } from '../../sql/text/describe-excerpt';
import { locateOffset } from '../../sql/text/positions';
import type { Finding } from '../finding';
import { planReleases, type ReleaseFacts } from './plan-releases';
import { openSeverities } from './severities';

/** What the linter is to look at, and how. */
export interface LintRequest extends ReleaseFacts {
  readonly lint: LintSettings;
  /** The project's folder relative to the workspace. */
  readonly projectPath: string;
  readonly lockTimeoutMs: number;
  /** Whether a shadow tells afterwards what a server refuses. */
  readonly judges: 'files' | 'files-and-shadow';
  /** Of the servers that the files are for, the oldest first. */
  readonly majors: readonly number[];
}

/** What the rules find that files alone decide. Throws CONFIG_INVALID for a rule that there is none of. */
export async function checkLint(request: LintRequest): Promise<{ readonly findings: readonly Finding[] }> {
  const { lint, projectPath, lockTimeoutMs, majors, judges } = request;
  const severityOf = openSeverities(lint, projectPath);
  const releases = planReleases(request);
  if (!releases.flat().some(isReviewed)) return { findings: [] };
  const findings = reviewScripts({
    grammar: await loadGrammar(),
    releases,
    severityOf,
    lockTimeoutMs,
    judges,
    majors: { oldest: majors[0] ?? 0, newest: majors.at(-1) ?? 0 },
  });
  return { findings: findings.map(toFinding) };
}

function isReviewed({ how }: ScriptToReview): boolean {
  return how === 'reviewed';
}

function toFinding({ rule, severity, script, offset, message, safeForm }: ReviewFinding): Finding {
  const { text } = script.parsed.script;
  const location = text && locateOffset(text, offset);
  return {
    severity,
    check: 'lint',
    code: 'LINT',
    rule: rule.name,
    message: `${message}.`,
    ids: [script.id],
    path: script.path,
    ...location,
    ...(text && location && { excerpt: describeExcerpt(text, location) }),
    hint: safeForm,
  };
}
