import {
  migrateOptions,
  repairOptions,
  rollbackOptions,
  statusOptions,
  validateOptions,
} from '@pgrestify/engine/options';

/** Every executor with the zod object that declares its options. */
export const executorDeclarations = {
  migrate: migrateOptions,
  rollback: rollbackOptions,
  status: statusOptions,
  repair: repairOptions,
  validate: validateOptions,
} as const;
