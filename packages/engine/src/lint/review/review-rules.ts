import type { RuleMeta } from '../rule-meta';

/** Found by the linter itself: what is wrong with the comments that waive, and what the grammar does not know. */
export const unusedIgnore: RuleMeta = {
  name: 'unused-ignore',
  group: 'files',
  severity: 'warning',
  finds:
    'A comment `-- pgrestify-ignore <rule>: <reason>` over a statement in which that rule finds nothing, or that names no rule: it would hide the next fault.',
  safeForm: 'Take the comment out, or put it over the statement that it is about.',
  example: '-- pgrestify-ignore create-index: 200 rows\nCREATE TABLE countries (name text PRIMARY KEY)',
  safeExample: '-- pgrestify-ignore create-index: 200 rows\nCREATE INDEX countries_name ON countries (name)',
};

/** Found by the linter itself. */
export const ignoreWithoutReason: RuleMeta = {
  name: 'ignore-without-reason',
  group: 'files',
  severity: 'warning',
  finds:
    'A comment `-- pgrestify-ignore` without a rule or without a reason waives nothing: who reads it later must know why.',
  safeForm: 'Write -- pgrestify-ignore <rule>: <reason>.',
  example: '-- pgrestify-ignore create-index\nCREATE INDEX countries_name ON countries (name)',
  safeExample: '-- pgrestify-ignore create-index: 200 rows\nCREATE INDEX countries_name ON countries (name)',
};

/** Found by the linter itself. */
export const unknownSyntax: RuleMeta = {
  name: 'unknown-syntax',
  group: 'files',
  severity: 'notice',
  finds:
    "A statement that PostgreSQL 18's grammar does not know, as `REPACK` of 19: only the rules that read its words judged it. It is an error with `--files-only`, where no shadow can tell, if no server is newer than 18.",
  safeForm: 'Correct the statement, unless the server that it is for is newer.',
  example: 'REPACK big',
  safeExample: 'VACUUM big',
};

/** Rules that no single rule file has. */
export const reviewRules: readonly RuleMeta[] = [unknownSyntax, unusedIgnore, ignoreWithoutReason];
