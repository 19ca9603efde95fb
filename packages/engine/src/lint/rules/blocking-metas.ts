import { blockingRules } from '../blocking-rules';
import type { RuleMeta } from '../rule-meta';
import { setLockTimeout, workUnderLock } from '../transaction-rules';

/** Those that are about what happens to the rows, and not about the lock alone. */
const scanning = new Set([
  ...['add-check', 'add-column-computed', 'add-column-default', 'add-column-not-null', 'add-foreign-key'],
  ...['change-attribute-type', 'change-column-type', 'change-expression', 'change-storage', 'domain-constraint'],
  ...['rewrite-table', 'set-not-null', 'alter-constraint'],
]);

/** Those whose tables no statement names: only a catalog tells which are of a type, or refer to a partitioned table. */
const derived = new Set(['change-attribute-type', 'detach-partition']);

/** The rules of `--no-lock` as rules of `validate`: the same ones, with a place in its documentation. */
export const blockingMetas: readonly RuleMeta[] = [
  ...blockingRules.map(({ name, finds, safeForm, newerSafeForm, example, safeExample }): RuleMeta => {
    const told = { name, finds, safeForm, ...(newerSafeForm && { newerSafeForm }), example, safeExample };
    const group = scanning.has(name) ? 'rewrites and scans' : 'locks';
    return { ...told, group, severity: 'warning', ...(derived.has(name) && { decidedBy: 'schema' }) };
  }),
  {
    ...workUnderLock,
    group: 'locks',
    severity: 'warning',
    example: 'ALTER TABLE big ADD COLUMN w int;\nUPDATE big SET w = n',
    safeExample:
      '-- pgrestify: transaction off\nALTER TABLE big ADD COLUMN w int;\nUPDATE big SET w = n WHERE w IS NULL',
  },
  {
    ...setLockTimeout,
    group: 'locks',
    severity: 'warning',
    example: "SET lock_timeout = '10min'",
    safeExample: "SET lock_timeout = '1s'",
  },
];

const byName = new Map(blockingMetas.map((meta) => [meta.name, meta]));

/** The rule of that name. */
export function blockingMetaOf(name: string): RuleMeta | undefined {
  return byName.get(name);
}
