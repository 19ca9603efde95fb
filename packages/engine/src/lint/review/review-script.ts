import { isRelevant, type LintStatement, readLintStatement } from '../lint-script';
import type { RuleMeta } from '../rule-meta';
import { blockingMetaOf } from '../rules/blocking-metas';
import type { RunState } from '../run-state';
import { parseStatements } from '../syntax/parse-statements';
import { type Visit, visitStatement } from '../walk-run';
import { describeUnknown } from './describe-unknown';
import { type Found, liveScripts } from './file-rule';
import { judgeWaivers } from './judge-waivers';
import { readReviewedScript } from './read-reviewed-script';
import type { RawFinding, Review, ReviewFinding, ScriptToReview } from './review';
import { unknownSyntax } from './review-rules';

/** What the rules find in one script. `state` is that before it, and after it that behind it. */
export function reviewScript(toReview: ScriptToReview, state: RunState, review: Review): readonly ReviewFinding[] {
  const { parsed, role, path, id } = toReview;
  const { text } = parsed.script;
  if (text === undefined) return [];
  const syntax = parseStatements(review.grammar, parsed);
  const script = readReviewedScript(toReview, text, syntax, review.majors);
  const isLive = liveScripts.includes(role);
  const raw: RawFinding[] = [];
  for (const transaction of script.transactions) {
    const linted: LintStatement[] = [];
    for (const [at, statement] of transaction.entries()) {
      const { source } = statement;
      const note = (rule: RuleMeta, found: Found) => raw.push({ rule, statement: source, found });
      for (const { rule, found } of review.ask({ script, statement, transaction, at, state, known: review.known }))
        note(rule, found);
      const problem = syntax.get(source)?.problem;
      if (problem) note(unknownSyntax, describeUnknown(problem, review));
      // Nothing that comes after a down or test data leans on what it makes.
      if (isLive && isRelevant(source, text)) {
        const one = readLintStatement(path, text, source);
        linted.push(one);
        const place = { id, path, transactions: [linted], isCutShort: false };
        const visit = visitStatement({ script: place, transaction: linted, statement: one, state });
        for (const { rule, found } of judgeBlocking(visit, review)) note(rule, found);
        state.follow(one);
      }
      if (statement.node && isLive)
        review.known.follow(statement.node, { text, end: source.end, offsetOf: statement.offsetOf });
    }
  }
  state.endScript();
  return judgeWaivers(script, raw, review);
}

/** Takes note of what a script makes. */
export function followScript(script: ScriptToReview, state: RunState, { grammar, known, majors }: Review): void {
  const { parsed, path, role } = script;
  const { text } = parsed.script;
  if (text === undefined || role === 'down') return;
  const read = readReviewedScript(script, text, parseStatements(grammar, parsed), majors);
  for (const { source, node, offsetOf } of read.transactions.flat()) {
    if (isRelevant(source, text)) state.follow(readLintStatement(path, text, source));
    if (node) known.follow(node, { text, end: source.end, offsetOf });
  }
  state.endScript();
}

/** What the rules of `--no-lock` find, without what they merely note. */
function judgeBlocking(visit: Visit, { judge }: Review): readonly Pick<RawFinding, 'rule' | 'found'>[] {
  return judge(visit).findings.flatMap(({ rule, message, safeForm }) => {
    const meta = blockingMetaOf(rule);
    return meta ? [{ rule: meta, found: { message, safeForm } }] : [];
  });
}
