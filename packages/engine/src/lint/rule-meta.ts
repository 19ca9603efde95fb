/** How much a rule's findings matter; `off`: the rule is not asked. Only errors fail a validation. */
export type RuleSeverity = 'error' | 'warning' | 'notice' | 'off';

/** What a rule is about: the order of the documentation. */
export type RuleGroup =
  | 'locks'
  | 'rewrites and scans'
  | 'data loss'
  | 'compatibility'
  | 'transactions'
  /** What every server refuses. */
  | 'mistakes'
  | 'files'
  | 'row security and PostgREST'
  | 'schema'
  | 'style';

/** SQL that a rule finds, or lets pass. */
export type RuleExample =
  /** The up.sql of one migration. */
  | string
  /** The same behind migrations that were released before. */
  | { readonly before: string; readonly sql: string };

/** What is told of a rule: its documentation and the severity that it has unless the config sets another. */
export interface RuleMeta {
  /** Kebab-case: what the config and `-- pgrestify-ignore <rule>: <reason>` name. */
  readonly name: string;
  readonly group: RuleGroup;
  readonly severity: RuleSeverity;
  /** `schema`: by the catalog of a shadow after all migrations. `files` unless set. */
  readonly decidedBy?: 'files' | 'schema';
  /** What it finds, and why that hurts: Markdown. */
  readonly finds: string;
  /** What to do instead, one imperative sentence: the hint of its findings. */
  readonly safeForm: string;
  /** What to do instead on a server of that major or a newer one. */
  readonly newerSafeForm?: { readonly since: number; readonly text: string };
  /** The oldest PostgreSQL major on which it matters. Undefined: all. */
  readonly since?: number;
  readonly example: RuleExample;
  /** The safe form of the example; it must pass. Undefined: there is none. */
  readonly safeExample: RuleExample | undefined;
}
