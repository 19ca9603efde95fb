import type { ReviewFinding, ScriptToReview } from '../../src/lint/review/review';
import { reviewScripts } from '../../src/lint/review/review-scripts';
import type { RuleExample } from '../../src/lint/rule-meta';
import { loadGrammar } from '../../src/lint/syntax/grammar';
import { scriptOfText } from '../../src/migrations/script/read-script';
import { parseScript } from '../../src/migrations/units/parse-script';

/** A script of a project, for the linter. */
export interface WrittenScript {
  readonly sql: string;
  /** up unless set. */
  readonly role?: ScriptToReview['role'];
  readonly how?: ScriptToReview['how'];
}

/** Which rules are asked: those that are off unless a config sets them too, as warnings, or not. */
export type AskedRules = 'usual' | 'all';

/** What is found in scripts, those of a release together. */
export async function reviewSql(
  releases: readonly (readonly WrittenScript[])[],
  majors = { oldest: 14, newest: 18 },
  asked: AskedRules = 'usual',
): Promise<readonly ReviewFinding[]> {
  let count = 0;
  const grammar = await loadGrammar();
  return reviewScripts({
    grammar,
    releases: releases.map((scripts) =>
      scripts.map(({ sql, role = 'up', how = 'reviewed' }) => {
        count += 1;
        const path = `sql/migrations/${count}/${role}.sql`;
        return { id: `${count}`, path, role, how, parsed: parseScript(scriptOfText(sql, path, 'up')) };
      }),
    ),
    severityOf: ({ severity }) => (severity === 'off' && asked === 'all' ? 'warning' : severity),
    judges: 'files',
    lockTimeoutMs: 5_000,
    majors,
  });
}

/** Names of the rules that find something in an example. */
export async function rulesFoundIn(
  example: RuleExample,
  role: ScriptToReview['role'] = 'up',
  asked: AskedRules = 'usual',
): Promise<readonly string[]> {
  const findings = await reviewSql(releasesOf(example, role), undefined, asked);
  return findings.map(({ rule }) => rule.name);
}

/** The SQL of the last script once all fixes that were offered in it are made. */
export function applyFixes(sql: string, findings: readonly ReviewFinding[]): string {
  const edits = findings.flatMap(({ fix = [] }) => fix).toSorted((one, other) => other.start - one.start);
  let bytes = Buffer.from(sql);
  for (const { start, end, text } of edits) {
    bytes = Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(end)]);
  }
  return bytes.toString();
}

/** An example as scripts. */
export function releasesOf(
  example: RuleExample,
  role: ScriptToReview['role'] = 'up',
): readonly (readonly WrittenScript[])[] {
  if (typeof example === 'string') return [[{ sql: example, role }]];
  return [[{ sql: example.before, how: 'followed' }], [{ sql: example.sql, role }]];
}
