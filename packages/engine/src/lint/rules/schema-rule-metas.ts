import type { RuleMeta } from '../rule-meta';
import { stateRules } from '../state-rules';

/** The rules that look at the schema after migrating, on a shadow: what is told of them. */
export const schemaRuleMetas: readonly RuleMeta[] = stateRules;
