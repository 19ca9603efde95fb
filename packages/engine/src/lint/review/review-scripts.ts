import { openBlockingJudge } from '../find-blocking';
import { factsOfFiles } from '../known/known-facts';
import { openKnownSchema } from '../known/known-schema';
import type { RuleMeta } from '../rule-meta';
import { fileRules } from '../rules/file-rules';
import { openRunState } from '../run-state';
import { nothingKnown, type TableCatalog } from '../table-catalog';
import { indexRules } from './index-rules';
import type { Review, ReviewFinding, ReviewRequest } from './review';
import { followScript, reviewScript } from './review-script';
import { steadyFunctions } from './steady-functions';

/**
 * What the rules find in scripts by themselves, in their order: no database is asked. A table that the scripts of a
 * release make blocks nobody in it; every other is believed to hold rows. Pure, but for the grammar that it is given.
 */
export function reviewScripts(request: ReviewRequest): readonly ReviewFinding[] {
  const { releases, severityOf, lockTimeoutMs } = request;
  const paths = releases.flat().map(({ path }) => path);
  const isAsked = (rule: RuleMeta) => rule.severity !== 'off' || paths.some((path) => severityOf(rule, path) !== 'off');
  const known = openKnownSchema();
  const factsOf: TableCatalog['factsOf'] = (...asked) => factsOfFiles(known, ...asked);
  const review: Review = {
    ...request,
    ask: indexRules(fileRules.filter(isAsked)),
    judge: openBlockingJudge({ ...nothingKnown, factsOf, steadyFunctions }, lockTimeoutMs),
    known,
  };
  const state = openRunState();
  return releases.flatMap((scripts) => {
    const findings = scripts.flatMap((script) => {
      // What is undone holds rows by then, whatever was made in the same release.
      const ownState = script.role === 'down' ? openRunState() : state;
      if (script.how === 'reviewed') return reviewScript(script, ownState, review);
      followScript(script, ownState, review);
      return [];
    });
    state.endRelease();
    return findings;
  });
}
