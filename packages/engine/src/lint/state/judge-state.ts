import type { RuleMeta, RuleSeverity } from '../rule-meta';
import type { Maker } from './find-maker';
import type { StateFacts } from './state-facts';
import type { StateObject, StateRule } from './state-rule';

/** What judging the state of a schema needs. */
export interface StateReview {
  readonly facts: StateFacts;
  readonly rules: readonly StateRule[];
  /** What made an object; undefined where that was none of the project's scripts. Asked only for what is found. */
  readonly makerOf: (object: StateObject) => Maker | undefined;
  /** The severity of a rule in a script, by its path. */
  readonly severityOf: (rule: RuleMeta, path: string | undefined) => RuleSeverity;
}

/** Something found in the schema, with what made it. */
export interface StateFinding {
  readonly rule: StateRule;
  readonly severity: Exclude<RuleSeverity, 'off'>;
  readonly message: string;
  readonly maker: Maker;
}

/** What is found, and what comments over statements waived of it. */
export interface StateVerdict {
  readonly findings: readonly StateFinding[];
  readonly waived: readonly Pick<StateFinding, 'rule' | 'maker'>[];
}

/** What the rules find in what the project's own scripts made, rule by rule. Pure. */
export function judgeState({ facts, rules, makerOf, severityOf }: StateReview): StateVerdict {
  const findings: StateFinding[] = [];
  const waived: Pick<StateFinding, 'rule' | 'maker'>[] = [];
  for (const rule of rules) {
    for (const { object, message } of rule.judge(facts)) {
      const maker = makerOf(object);
      const severity = maker ? severityOf(rule, maker.path) : 'off';
      if (!maker || severity === 'off') continue;
      if (maker.statement?.ignores.some((ignore) => ignore.rule === rule.name)) waived.push({ rule, maker });
      else findings.push({ rule, severity, message, maker });
    }
  }
  return { findings, waived };
}
