import type { RuleMeta } from '../rule-meta';

/** The rules that look at the schema after migrating, on a shadow: what is told of them. */
export const schemaRuleMetas: readonly RuleMeta[] = [];
