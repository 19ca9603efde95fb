/** Options of the plugin in nx.json: how the inferred targets are called. */
export interface PluginOptions {
  readonly migrateTargetName?: string;
  readonly statusTargetName?: string;
  readonly rollbackTargetName?: string;
  readonly repairTargetName?: string;
  readonly validateTargetName?: string;
  readonly driftTargetName?: string;
  readonly typesTargetName?: string;
  readonly typesCheckTargetName?: string;
}

/** Names of all inferred targets. */
export interface TargetNames {
  readonly migrate: string;
  readonly status: string;
  readonly rollback: string;
  readonly repair: string;
  readonly validate: string;
  readonly drift: string;
  readonly types: string;
  readonly typesCheck: string;
}

/** The names that nx.json says, or those of the executors. */
export function resolveTargetNames(options: PluginOptions = {}): TargetNames {
  return {
    migrate: options.migrateTargetName ?? 'migrate',
    status: options.statusTargetName ?? 'status',
    rollback: options.rollbackTargetName ?? 'rollback',
    repair: options.repairTargetName ?? 'repair',
    validate: options.validateTargetName ?? 'validate',
    drift: options.driftTargetName ?? 'drift',
    types: options.typesTargetName ?? 'types',
    typesCheck: options.typesCheckTargetName ?? 'types-check',
  };
}
