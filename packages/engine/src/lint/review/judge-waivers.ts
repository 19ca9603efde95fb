import { suggestName } from '../../suggest-name';
import type { RuleMeta } from '../rule-meta';
import { allRules, ruleOf } from '../rules/all-rules';
import type { ReviewedScript } from './file-rule';
import type { RawFinding, Review, ReviewFinding } from './review';
import { ignoreWithoutReason, unusedIgnore } from './review-rules';
import { readWaivers, type Waiver } from './waivers';

/** What is left of the findings in a script once its comments waived theirs, and what is wrong with these comments. */
export function judgeWaivers(
  script: ReviewedScript,
  raw: readonly RawFinding[],
  { severityOf }: Pick<Review, 'severityOf'>,
): readonly ReviewFinding[] {
  const waivers = readWaivers(script.parsed);
  const isWaivedBy = ({ rule, statement }: RawFinding, waiver: Waiver) =>
    waiver.reason !== undefined && waiver.rule === rule.name && waiver.over === statement;
  const used = new Set(waivers.filter((waiver) => raw.some((finding) => isWaivedBy(finding, waiver))));
  const report = (rule: RuleMeta, offset: number, found: RawFinding['found']): readonly ReviewFinding[] => {
    const set = severityOf(rule, script.path);
    if (set === 'off') return [];
    // What the rule itself raises, the config may still take down.
    const severity = set === rule.severity ? (found.severity ?? set) : set;
    const { message, safeForm = rule.safeForm, fix } = found;
    return [{ rule, severity, script, offset, message, safeForm, fix }];
  };
  return [
    ...raw
      .filter((finding) => !waivers.some((waiver) => isWaivedBy(finding, waiver)))
      .flatMap(({ rule, statement, found }) => report(rule, found.offset ?? statement.start, found)),
    ...waivers
      .filter((waiver) => !used.has(waiver))
      .flatMap((waiver) => {
        if (waiver.reason === undefined) {
          return report(ignoreWithoutReason, waiver.offset, {
            message: 'the comment gives no reason, and waives nothing',
          });
        }
        const message = describeUnused(waiver, script.path, severityOf);
        return message === undefined ? [] : report(unusedIgnore, waiver.offset, { message });
      }),
  ];
}

/** Undefined: whether it is used is not known here, or does not matter while the rule is off. */
function describeUnused({ rule: name }: Waiver, path: string, severityOf: Review['severityOf']): string | undefined {
  const rule = ruleOf(name);
  if (!rule) {
    const near = suggestName(
      name,
      allRules.map((each) => each.name),
    );
    return `no rule is called ${name}${near === undefined ? '' : `; did you mean ${near}?`}`;
  }
  if (rule.decidedBy === 'schema' || severityOf(rule, path) === 'off') return undefined;
  return `${name} finds nothing in the statement below`;
}
