import { reviewRules } from '../review/review-rules';
import type { RuleMeta } from '../rule-meta';
import { blockingMetas } from './blocking-metas';
import { fileRules } from './file-rules';
import { measuredMetas } from './measured-metas';
import { rowsRuleMetas } from './rows-rule-metas';
import { schemaRuleMetas } from './schema-rule-metas';

/** Every rule of the linter, in the order of the documentation. Each name is there once. */
export const allRules: readonly RuleMeta[] = [
  ...blockingMetas,
  ...measuredMetas,
  ...fileRules,
  ...schemaRuleMetas,
  ...Object.values(rowsRuleMetas),
  ...reviewRules,
];

const byName = new Map(allRules.map((rule) => [rule.name, rule]));

/** The rule of that name; undefined when there is none. */
export function ruleOf(name: string): RuleMeta | undefined {
  return byName.get(name);
}
